/* The modes that make one call at a time. */
#include "calls.h"
#include "gauge.h"
#include "load.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median of paired differences and the 95 % interval that the sign test gives it (no assumption on their shape). */
static void print_difference(const double *us, int rounds, int targets, int i, int j) {
    double *differences = malloc((size_t)rounds * sizeof *differences);
    if (!differences) abort();
    for (int r = 0; r < rounds; r++) differences[r] = us[r * targets + i] - us[r * targets + j];
    qsort(differences, (size_t)rounds, sizeof *differences, by_value);
    int reach = (int)ceil(0.98 * sqrt(rounds));
    int low = rounds / 2 - reach, high = rounds / 2 + reach;
    printf("{\"target\":%d,\"minus\":%d,\"median_us\":%.2f,\"low_us\":%.2f,\"high_us\":%.2f}", i, j,
           differences[rounds / 2], differences[low < 0 ? 0 : low], differences[high >= rounds ? rounds - 1 : high]);
    free(differences);
}

static void print_serial(double *us, int rounds, int targets) {
    printf("{\"mode\":\"serial\",\"rounds\":%d,\"targets\":[", rounds);
    double *own = malloc((size_t)rounds * sizeof *own);
    if (!own) abort();
    for (int i = 0; i < targets; i++) {
        for (int r = 0; r < rounds; r++) own[r] = us[r * targets + i];
        qsort(own, (size_t)rounds, sizeof *own, by_value);
        printf("%s{\"p50_us\":%.2f,\"p99_us\":%.2f,\"max_us\":%.1f}", i ? "," : "", own[rounds / 2],
               own[(int)(rounds * 0.99)], own[rounds - 1]);
    }
    free(own);
    printf("],\"differences\":[");
    for (int i = 1, n = 0; i < targets; i++) {
        for (int j = 0; j < i; j++) {
            if (n++) printf(",");
            print_difference(us, rounds, targets, i, j);
        }
    }
    printf("]}\n");
}

/* In every round each target is asked once, in an order drawn anew: what drifts, drifts for all of them alike. */
int run_serial(const struct options *o) {
    struct call call = json_call(o);
    static struct response response;
    int targets = o->target_count, warm = o->rounds / 10, fds[MAX_TARGETS], order[MAX_TARGETS];
    double *us = calloc((size_t)o->rounds * (size_t)targets, sizeof *us);
    if (!us) abort();
    for (int i = 0; i < targets; i++) {
        order[i] = i;
        fds[i] = connect_local(o->targets[i], 0);
        if (fds[i] < 0) fail("a target refuses connections");
    }
    srand(20250921);
    for (int r = -warm; r < o->rounds; r++) {
        for (int i = targets - 1; i > 0; i--) {
            int j = rand() % (i + 1), swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        for (int i = 0; i < targets; i++) {
            uint64_t began = now_ns();
            if (call_blocking(fds[order[i]], &call, &response) != 1) fail("a target answered wrongly");
            if (r >= 0) us[r * targets + order[i]] = (double)(now_ns() - began) / 1000.0;
        }
    }
    print_serial(us, o->rounds, targets);
    free(us);
    return 0;
}

int run_first(const struct options *o) {
    struct call call = json_call(o);
    static struct response response;
    uint64_t limit = now_ns() + (uint64_t)(o->seconds * 1e9);
    unsigned long refused = 0, wrong = 0;
    printf("{\"mode\":\"first\",\"asking\":true}\n");
    fflush(stdout);
    while (now_ns() < limit) {
        int fd = connect_local(o->targets[0], 0);
        int answer = fd < 0 ? -1 : call_blocking(fd, &call, &response);
        uint64_t now = now_ns();
        if (fd >= 0) close(fd);
        if (answer == 1) {
            printf("{\"mode\":\"first\",\"monotonic_ns\":%lu,\"refused\":%lu,\"wrong\":%lu}\n", now, refused, wrong);
            return 0;
        }
        if (fd < 0) refused++; else wrong++;
        struct timespec pause = {.tv_nsec = 1000000};
        nanosleep(&pause, NULL);
    }
    fail("no right answer in time");
}
