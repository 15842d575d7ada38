/** Who is signed in, and what they may do. The server decides; this only hides what it would refuse. */
import { signal } from './html.js';

/** @typedef {{user: {name: string, role: 'admin'|'operator'|'viewer'|'owner', display_name: string}, csrf: string, expires: number}} Session */

/** undefined: not asked yet; null: nobody. @type {import('@preact/signals').Signal<Session|null|undefined>} */
export const session = signal(undefined);

const RANK = { owner: 0, viewer: 1, operator: 2, admin: 3 };

/** Whether the signed-in person has at least this role. 'owner' is everybody. @param {'owner'|'viewer'|'operator'|'admin'} role */
export const may = (role) => RANK[session.value?.user.role ?? ''] >= RANK[role];
