/** Looking into {@code multipart/form-data} (RFC 7578) while it streams past. */
package dev.sluice.wire.multipart;
