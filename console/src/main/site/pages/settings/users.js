/** People who may sign in, one's own password, and who changed what. */
import { html, useEffect, useId, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { del, get, patch, post } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { may, session } from '../../lib/session.js';
import { setQuery } from '../../lib/router.js';
import { Badge, Button, Dialog, Empty, Input, Pager, Problem, Search, Section, Switch, Table, When, confirm, toast } from '../../ui/ui.js';

const ROLES = ['admin', 'operator', 'viewer', 'owner'];
const LEAST = 10;

/** The tab: everybody for administrators, oneself for others. */
export const Users = () => html`${may('admin') && html`<${Everybody} />`}<${Own} />`;

function Everybody() {
  const { data, failure, reload } = useLoad((signal) => get('/users', {}, { signal }), []);
  const [open, show] = useState(/** @type {any} */ (null));
  const me = session.value?.user.name;
  const change = async (user, what) => {
    try { await patch(`/users/${encodeURIComponent(user.name)}`, what); await reload(); } catch (e) { toast(e); }
  };
  const remove = async (user) => {
    if (await confirm({ title: t('settings.users.delete', { name: user.name }), body: html`<p>${t('settings.users.delete.why')}</p>`, action: t('ui.delete'), danger: true, run: () => del(`/users/${encodeURIComponent(user.name)}`) })) {
      toast(t('settings.users.deleted', { name: user.name }));
      reload();
    }
  };
  const add = html`<${Button} kind="primary" small icon="plus" onClick=${() => show({ fresh: true })}>${t('settings.users.add')}</${Button}>`;
  return html`<${Section} title=${t('settings.tab.users')} actions=${data?.data.length > 0 && add}>
    ${failure && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${(data || !failure) && html`<${Table} label=${t('settings.tab.users')} rows=${data?.data} rowKey=${(u) => u.name} sorted="name"
      empty=${html`<${Empty} icon="user" title=${t('settings.users.none')} action=${add}>${t('settings.users.none.next')}</${Empty}>`} columns=${[
        { key: 'name', label: t('settings.users.name'), wide: true, sort: (u) => u.name, render: (u) => html`<span>${u.display_name || u.name}${u.display_name && u.display_name !== u.name && html` <span class="quiet">${u.name}</span>`}${u.name === me && html` <${Badge} kind="info">${t('settings.users.you')}</${Badge}>`}</span>` },
        { key: 'role', label: t('settings.users.role'), sort: (u) => ROLES.indexOf(u.role), render: (u) => html`<span title=${t(`settings.role.${u.role}`)}>${t(`ui.role.${u.role}`)}</span>` },
        { key: 'source', label: t('settings.users.source'), render: (u) => t(`settings.users.source.${u.source}`) },
        { key: 'last_seen', label: t('settings.users.seen'), sort: (u) => u.last_seen ?? 0, render: (u) => (u.last_seen ? html`<${When} at=${u.last_seen} how="ago" />` : html`<span class="quiet">${t('settings.users.never')}</span>`) },
        { key: 'enabled', label: t('settings.users.enabled'), render: (u) => html`<${Switch} hideLabel label=${t('settings.users.enable', { name: u.name })} checked=${u.enabled} disabled=${u.name === me} onChange=${(enabled) => change(u, { enabled })} />` },
        { key: 'do', label: t('settings.actions'), hideLabel: true, end: true, render: (u) => html`<div class="row end"><${Button} small kind="quiet" icon="edit" label=${t('settings.users.edit', { name: u.name })} onClick=${() => show(u)} />
          ${u.name !== me && html`<${Button} small kind="quiet" icon="trash" label=${t('settings.users.delete', { name: u.name })} onClick=${() => remove(u)} />`}</div>` }]} />`}
    ${open && html`<${User} user=${open} me=${me} onClose=${() => show(null)} onDone=${() => { show(null); reload(); }} />`}
  </${Section}>`;
}

function User({ user, me, onClose, onDone }) {
  const [name, setName] = useState(user.name ?? ''), [shown, setShown] = useState(user.display_name ?? ''), [role, setRole] = useState(user.role ?? 'viewer'), [password, setPassword] = useState('');
  const [failure, fail] = useState(/** @type {any} */ (null));
  const [tried, attempt] = useState(false), [busy, work] = useState(false);
  const group = useId();
  const short = (user.fresh || password) && password.length < LEAST, least = t('settings.password.least', { n: LEAST });
  const save = async () => {
    attempt(true);
    if (busy || short || !name.trim()) return;
    work(true);
    fail(null);
    const words = { ...(shown.trim() !== (user.display_name ?? '') && { display_name: shown.trim() }), ...(role !== user.role && { role }), ...(password && { password }) };
    try {
      if (user.fresh) await post('/users', { name: name.trim(), ...words });
      else if (Object.keys(words).length) await patch(`/users/${encodeURIComponent(user.name)}`, words);
      toast(t('settings.users.saved', { name: name.trim() }));
      onDone();
    } catch (e) { work(false); fail(e); }
  };
  return html`<${Dialog} title=${user.fresh ? t('settings.users.add') : t('settings.users.edit', { name: user.name })} onClose=${onClose} onSubmit=${save} actions=${html`
      <${Button} onClick=${onClose}>${t('ui.cancel')}</${Button}><${Button} kind="primary" type="submit" busy=${busy}>${user.fresh ? t('settings.users.add.do') : t('ui.save')}</${Button}>`}>
    ${failure && html`<${Problem} failure=${failure} />`}
    ${user.fresh && html`<${Input} label=${t('settings.users.name')} required value=${name} onInput=${setName} hint=${t('settings.users.name.hint')} error=${tried && !name.trim() && t('settings.users.name.missing')} autocapitalize="off" />`}
    <${Input} label=${t('settings.users.shown')} value=${shown} onInput=${setShown} hint=${t('settings.users.shown.hint')} />
    <fieldset class="roles"><legend>${t('settings.users.role')}</legend>${ROLES.map((each) => html`<label key=${each}><input type="radio" name=${group} value=${each} checked=${role === each} disabled=${user.name === me} onChange=${() => setRole(each)} />
      <span><b>${t(`ui.role.${each}`)}</b><br /><span class="hint">${t(`settings.role.${each}`)}</span></span></label>`)}</fieldset>
    ${user.source !== 'oidc' && html`<${Input} label=${user.fresh ? t('settings.password') : t('settings.password.other')} type="password" autocomplete="new-password" required=${user.fresh} value=${password} onInput=${setPassword}
      hint=${!(tried && short) && (user.fresh ? least : t('settings.password.keep', { n: LEAST }))} error=${tried && short && least} />`}
  </${Dialog}>`;
}

function Own() {
  const [old, setOld] = useState(''), [fresh, setFresh] = useState(''), [twice, setTwice] = useState('');
  const [failure, fail] = useState(/** @type {any} */ (null));
  const [tried, attempt] = useState(false), [busy, work] = useState(false);
  const short = fresh.length < LEAST, least = t('settings.password.least', { n: LEAST });
  const save = async (event) => {
    event.preventDefault();
    attempt(true);
    if (busy || !old || short || fresh !== twice) return;
    work(true);
    fail(null);
    try {
      const now = await post('/session/password', { old, new: fresh });
      if (now?.csrf) session.value = now;
      toast(t('settings.password.done'));
      setOld(''); setFresh(''); setTwice(''); attempt(false);
    } catch (e) { fail(e); }
    work(false);
  };
  return html`<${Section} title=${t('settings.password.own')}>
    <p class="quiet">${t('settings.password.about')}</p>
    <form class="stack user-form" novalidate onSubmit=${save}>
      <input type="text" hidden autocomplete="username" value=${session.value?.user.name} readonly />
      <${Input} label=${t('settings.password.old')} type="password" autocomplete="current-password" required value=${old} onInput=${setOld} error=${tried && !old && t('settings.password.missing')} />
      <${Input} label=${t('settings.password.new')} type="password" autocomplete="new-password" required value=${fresh} onInput=${setFresh} hint=${!(tried && short) && least} error=${tried && short && least} />
      <${Input} label=${t('settings.password.twice')} type="password" autocomplete="new-password" required value=${twice} onInput=${setTwice} error=${tried && fresh !== twice && t('settings.password.differs')} />
      ${failure && html`<${Problem} failure=${failure} />`}
      <div class="row"><${Button} type="submit" busy=${busy}>${t('settings.password.change')}</${Button}></div>
    </form></${Section}>`;
}

/** The tab. @param {{query: URLSearchParams}} props */
export function Audit({ query }) {
  const who = query.get('who') ?? '', before = query.get('before') ?? '';
  const [text, setText] = useState(who);
  useEffect(() => setText(who), [who]);
  useEffect(() => {
    if (text.trim() === who) return undefined;
    const timer = setTimeout(() => setQuery({ who: text.trim(), before: '' }), 400);
    return () => clearTimeout(timer);
  }, [text, who]);
  const { data, failure, reload } = useLoad((signal) => get('/audit', { limit: 50, before, who }, { signal }), [who, before]);
  return html`<${Section} title=${t('settings.audit')}>
    <div class="toolbar"><${Search} label=${t('settings.audit.who')} value=${text} onInput=${setText} /></div>
    ${failure && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${(data || !failure) && html`<${Table} label=${t('settings.audit')} rows=${data?.data} rowKey=${(a) => String(a.id)}
      empty=${html`<${Empty} icon="log" title=${who ? t('settings.audit.nobody', { who }) : t('settings.audit.none')}>${who ? t('settings.audit.nobody.next') : t('settings.audit.none.next')}</${Empty}>`} columns=${[
        { key: 'at', label: t('ui.time'), render: (a) => html`<${When} at=${a.at} />` },
        { key: 'who', label: t('settings.who'), render: (a) => html`<span>${a.who || t('settings.audit.unknown')} <span class="quiet small">${a.role && t(`ui.role.${a.role}`)}</span></span>` },
        { key: 'what', label: t('settings.audit.what'), wide: true, render: (a) => html`<span>${a.what}${a.what && html`<br />`}<code class="quiet">${a.action}</code></span>` },
        { key: 'address', label: t('settings.audit.address'), render: (a) => html`<code>${a.address}</code>` },
        { key: 'status', label: t('settings.audit.status'), end: true, render: (a) => html`<${Badge} kind=${a.status < 300 ? 'ok' : a.status < 500 ? 'warn' : 'bad'}>${a.status}</${Badge}>` }]} />`}
    ${data && (before || data.more) && html`<${Pager} text=" " onBack=${before ? () => history.back() : null} onNext=${data.more ? () => setQuery({ before: data.next }, { replace: false }) : null} />`}
  </${Section}>`;
}
