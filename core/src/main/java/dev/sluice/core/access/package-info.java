/** Keys and teams as they are issued and stored: what each may do, before it is looked up. */
package dev.sluice.core.access;
