/** Settings: the configuration and its history, import and backup, people, what they did, and what this is. */
import { html } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { go } from '../../lib/router.js';
import { may } from '../../lib/session.js';
import { Page, Tabs } from '../../ui/ui.js';
import { About } from './about.js';
import { Configuration } from './configuration.js';
import { Backup, History } from './history.js';
import { Import } from './import.js';
import { Audit, Users } from './users.js';

const TABS = { configuration: [Configuration, 'viewer'], history: [History, 'viewer'], import: [Import, 'admin'], backup: [Backup, 'operator'], users: [Users, 'owner'], audit: [Audit, 'admin'], about: [About, 'viewer'] };

function Settings({ rest, query }) {
  const tabs = Object.keys(TABS).filter((id) => may(TABS[id][1])).map((id) => ({ id, label: t(id === 'users' && !may('admin') ? 'settings.password' : `settings.tab.${id}`) }));
  const open = tabs.some((tab) => tab.id === rest) ? rest : tabs[0].id;
  const [component] = TABS[open];
  return html`<${Page} title=${t('settings.title')}><${Tabs} label=${t('settings.title')} tabs=${tabs} open=${open} onOpen=${(id) => id !== open && go(`/settings/${id}`)}>
    <${component} query=${query} /></${Tabs}></${Page}>`;
}

export default Settings;
