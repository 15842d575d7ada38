/** Signing in: with the admin token, a name and password, or the organisation's own sign-in. */
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { get, post } from '../../lib/api.js';
import { session } from '../../lib/session.js';
import { useLoad } from '../../lib/load.js';
import { Button, Input, LinkButton, Problem, Skeleton, Tabs } from '../../ui/ui.js';
import { Brand, Preferences } from '../../layout.js';

function SignIn({ query }) {
  const methods = useLoad((signal) => get('/session/methods', {}, { signal }), []);
  const [way, setWay] = useState('');
  const [name, setName] = useState('');
  const [secret, setSecret] = useState('');
  const [failure, fail] = useState(/** @type {any} */ (query.get('error') ? { code: 'oidc', message: query.get('error') } : null));
  const [busy, work] = useState(false);
  const found = methods.data;
  const open = way || (found?.password ? 'password' : 'token');
  const submit = async (event) => {
    event.preventDefault();
    work(true);
    fail(null);
    try {
      session.value = await post('/session', open === 'token' ? { token: secret.trim() } : { name: name.trim(), password: secret });
    } catch (e) { fail(e); work(false); }
  };
  const form = html`<form class="stack" onSubmit=${submit}>
    ${open === 'password' && html`<${Input} label=${t('signin.name')} value=${name} onInput=${setName} autocomplete="username" required autofocus />`}
    <${Input} key=${open} type="password" label=${t(`signin.${open === 'token' ? 'token' : 'password'}`)} value=${secret} onInput=${setSecret} required
      hint=${open === 'token' ? t('signin.token.hint') : undefined} autocomplete="current-password" />
    ${failure && html`<${Problem} failure=${failure} />`}
    <${Button} kind="primary" type="submit" busy=${busy} disabled=${!secret}>${t('signin.go')}</${Button}>
  </form>`;
  const tabs = [found?.password && { id: 'password', label: t('signin.withPassword') }, found?.token && { id: 'token', label: t('signin.withToken') }].filter(Boolean);
  return html`<div class="signin"><div class="row apart"><${Brand} /><${Preferences} /></div>
    <h1 tabindex="-1">${t('signin.title')}</h1>
    ${methods.failure ? html`<${Problem} failure=${methods.failure} retry=${methods.reload} />` : !found ? html`<${Skeleton} />` : html`
      ${found.oidc && html`<${LinkButton} kind="primary" href=${found.oidc.start} icon="external">${t('signin.oidc', { name: found.oidc.name })}</${LinkButton}>`}
      ${tabs.length > 1 ? html`<${Tabs} label=${t('signin.title')} tabs=${tabs} open=${open} onOpen=${(id) => { setWay(id); setSecret(''); fail(null); }}>${form}</${Tabs}>` : form}
      <p class="quiet small">Sluice ${found.version}</p>`}
  </div>`;
}

export default SignIn;
