/** Every component, so that a page has one import. KIT.md says how each is used. */
export { Icon } from './icon.js';
export { Button, Copy, LinkButton } from './button.js';
export { Field, Input, Select, Switch, Search, TextArea, Check } from './form.js';
export { Dialog, Confirms, confirm } from './dialog.js';
export { useLeave } from './leave.js';
export { toast, Toasts, withUndo } from './toast.js';
export { Table } from './table.js';
export { Pager, Tabs, Page, Section } from './page.js';
export { Code } from './code.js';
export { Empty, Skeleton, Problem, Progress } from './state.js';
export { Badge, Bar, Sparkline, KeyValue, Stat, When } from './figures.js';
export { Waterfall } from './waterfall.js';
export { Chart } from './chart.js';
