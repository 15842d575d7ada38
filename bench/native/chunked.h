/*
 * An incremental reader of HTTP/1.1 chunked framing (RFC 9112, section 7.1).
 *
 * Bytes may arrive cut anywhere. The caller hands over what it has and is given back slices of payload, one at a
 * time, without a copy:
 *
 *     while ((step = chunked_next(&state, &cursor, end, &data, &size)) == CHUNKED_DATA) use(data, size);
 */
#ifndef BENCH_CHUNKED_H
#define BENCH_CHUNKED_H

#include <stddef.h>
#include <stdint.h>

enum chunked_step { CHUNKED_MORE, CHUNKED_DATA, CHUNKED_END, CHUNKED_BAD };

enum chunked_place { AT_SIZE, AT_EXTENSION, AT_SIZE_LF, AT_DATA, AT_DATA_CR, AT_DATA_LF, AT_TRAILER, IN_TRAILER, AT_LAST_LF };

struct chunked {
    enum chunked_place place;
    unsigned digits;
    uint64_t left; /* payload bytes still to come in this chunk */
};

static inline void chunked_begin(struct chunked *c) {
    c->place = AT_SIZE;
    c->digits = 0;
    c->left = 0;
}

static inline int chunked_hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static inline enum chunked_step chunked_next(struct chunked *c, const char **cursor, const char *end, const char **data,
                                             size_t *size) {
    while (*cursor < end) {
        char byte = **cursor;
        switch (c->place) {
        case AT_SIZE: {
            int digit = chunked_hex(byte);
            if (digit >= 0) {
                if (++c->digits > 15) return CHUNKED_BAD;
                c->left = c->left * 16 + (unsigned)digit;
            } else if (c->digits == 0) {
                return CHUNKED_BAD;
            } else {
                c->place = byte == '\r' ? AT_SIZE_LF : AT_EXTENSION;
            }
            break;
        }
        case AT_EXTENSION:
            if (byte == '\r') c->place = AT_SIZE_LF;
            break;
        case AT_SIZE_LF:
            if (byte != '\n') return CHUNKED_BAD;
            c->place = c->left == 0 ? AT_TRAILER : AT_DATA;
            break;
        case AT_DATA: {
            size_t here = (size_t)(end - *cursor);
            *data = *cursor;
            *size = here < c->left ? here : (size_t)c->left;
            *cursor += *size;
            c->left -= *size;
            if (c->left == 0) c->place = AT_DATA_CR;
            return CHUNKED_DATA;
        }
        case AT_DATA_CR:
            if (byte != '\r') return CHUNKED_BAD;
            c->place = AT_DATA_LF;
            break;
        case AT_DATA_LF:
            if (byte != '\n') return CHUNKED_BAD;
            chunked_begin(c);
            break;
        case AT_TRAILER:
            c->place = byte == '\r' ? AT_LAST_LF : IN_TRAILER;
            break;
        case IN_TRAILER:
            if (byte == '\n') c->place = AT_TRAILER;
            break;
        case AT_LAST_LF:
            if (byte != '\n') return CHUNKED_BAD;
            ++*cursor;
            return CHUNKED_END;
        }
        ++*cursor;
    }
    return CHUNKED_MORE;
}

#endif
