#include "gauge.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void histogram_add(struct histogram *h, uint64_t ns) {
    unsigned shift = 0;
    if (ns >> HISTOGRAM_BITS) shift = 64 - HISTOGRAM_BITS - (unsigned)__builtin_clzll(ns);
    /* values below 2^7 are exact; above, `ns >> shift` lies in [2^6, 2^7) and the shift names the power of two */
    h->counts[((uint64_t)shift << HISTOGRAM_BITS) + (ns >> shift)]++;
    h->total++;
    if (ns > h->largest) h->largest = ns;
}

double histogram_us(const struct histogram *h, double quantile) {
    if (h->total == 0) return 0;
    uint64_t rank = (uint64_t)(quantile * (double)h->total);
    uint64_t seen = 0;
    for (size_t i = 0; i < sizeof h->counts / sizeof *h->counts; i++) {
        seen += h->counts[i];
        if (seen > rank) {
            unsigned shift = (unsigned)(i >> HISTOGRAM_BITS);
            double low = (double)((i & ((1u << HISTOGRAM_BITS) - 1)) << shift);
            return (low + (double)((uint64_t)1 << shift) / 2) / 1000.0;
        }
    }
    return (double)h->largest / 1000.0;
}

static int read_schedstat(pid_t pid, const char *tid, uint64_t *ran, uint64_t *waited) {
    char path[64], text[128];
    snprintf(path, sizeof path, "/proc/%d/task/%.20s/schedstat", (int)pid, tid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n <= 0) return 0;
    text[n] = '\0';
    char *rest;
    *ran = strtoull(text, &rest, 10);
    *waited = strtoull(rest, NULL, 10);
    return 1;
}

void cpu_read(struct cpu_sample *sample, pid_t pid) {
    sample->count = 0;
    sample->clock_ns = 0;
    if (pid <= 0) return;
    clockid_t clock;
    struct timespec t;
    if (clock_getcpuclockid(pid, &clock) == 0 && clock_gettime(clock, &t) == 0) {
        sample->clock_ns = (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
    }
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *tasks = opendir(path);
    if (!tasks) return;
    struct dirent *entry;
    while ((entry = readdir(tasks)) && sample->count < 1024) {
        if (entry->d_name[0] == '.') continue;
        int i = sample->count;
        if (read_schedstat(pid, entry->d_name, &sample->ran_ns[i], &sample->waited_ns[i])) {
            sample->tids[i] = (pid_t)atoi(entry->d_name);
            sample->count++;
        }
    }
    closedir(tasks);
}

struct cpu_spent cpu_between(const struct cpu_sample *before, const struct cpu_sample *after) {
    struct cpu_spent spent = {.threads = after->count};
    for (int i = 0; i < after->count; i++) {
        uint64_t ran = after->ran_ns[i], waited = after->waited_ns[i];
        for (int j = 0; j < before->count; j++) {
            if (before->tids[j] == after->tids[i]) {
                ran -= before->ran_ns[j];
                waited -= before->waited_ns[j];
            }
        }
        spent.ran_us += (double)ran / 1000.0;
        spent.waited_us += (double)waited / 1000.0;
    }
    spent.clock_us = (double)(after->clock_ns - before->clock_ns) / 1000.0;
    return spent;
}
