/**
 * Baidu's first language for its ERNIE models (wenxinworkshop): strict turns, one function call at
 * a time, and errors inside successful answers. Its service was shut down in August 2026; gateways
 * that speak it are still about.
 */
package dev.sluice.wire.baidu;
