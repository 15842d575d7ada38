/* The calls that the options ask for, each with the body that must come back. */
#ifndef BENCH_CALLS_H
#define BENCH_CALLS_H

#include "client.h"
#include "load.h"

struct call json_call(const struct options *o);
struct call stream_call(const struct options *o, unsigned long events, unsigned long interval_us);

#endif
