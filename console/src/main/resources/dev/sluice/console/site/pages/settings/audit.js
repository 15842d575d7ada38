/** Who changed what. */
import { html, useEffect, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { get } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { setQuery } from '../../lib/router.js';
import { Badge, Empty, Pager, Problem, Search, Section, Table, When } from '../../ui/ui.js';

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
