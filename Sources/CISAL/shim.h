// ISA-L's inflate and deflate behind pointers: their states hold arrays that Swift cannot name.
#ifndef CISAL_SHIM_H
#define CISAL_SHIM_H

#include <isa-l/igzip_lib.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

// A run of bytes that a call uses up from the front.
struct cisal_bytes {
    uint8_t *start;
    size_t count;
};

// A reader of gzip members, to be freed with free(3); NULL without memory.
static inline void *cisal_inflate_new(void) {
    struct inflate_state *state = aligned_alloc(64, (sizeof *state + 63) / 64 * 64);
    if (!state) return NULL;
    isal_inflate_init(state);
    state->crc_flag = ISAL_GZIP;
    return state;
}

// Reads from *in and writes to *out; both get shorter by what was used. *is_whole: a member ended, its checksum right.
// Returns ISAL_DECOMP_OK, ISAL_END_INPUT, or the fault as a negative number.
static inline int cisal_inflate(void *reader, struct cisal_bytes *in, struct cisal_bytes *out, int *is_whole) {
    struct inflate_state *state = reader;
    uint32_t in_count = in->count > UINT32_MAX ? UINT32_MAX : (uint32_t)in->count;
    uint32_t out_count = out->count > UINT32_MAX ? UINT32_MAX : (uint32_t)out->count;
    state->next_in = in->start;
    state->avail_in = in_count;
    state->next_out = out->start;
    state->avail_out = out_count;
    int result = isal_inflate(state);
    in->start += in_count - state->avail_in;
    in->count -= in_count - state->avail_in;
    out->start += out_count - state->avail_out;
    out->count -= out_count - state->avail_out;
    *is_whole = state->block_state == ISAL_BLOCK_FINISH;
    return result;
}

// Begins with the next member.
static inline void cisal_inflate_next(void *reader) {
    struct inflate_state *state = reader;
    isal_inflate_reset(state);
    state->crc_flag = ISAL_GZIP;
}

// A writer of one gzip member, to be freed with free(3): level 2 of ISA-L's 0 to 3, no time and no name in the header.
static inline void *cisal_deflate_new(void) {
    size_t size = (sizeof(struct isal_zstream) + 63) / 64 * 64;
    uint8_t *memory = aligned_alloc(64, size + (ISAL_DEF_LVL2_DEFAULT + 63) / 64 * 64);
    if (!memory) return NULL;
    struct isal_zstream *stream = (struct isal_zstream *)memory;
    isal_deflate_init(stream);
    stream->level = 2;
    stream->level_buf = memory + size;
    stream->level_buf_size = ISAL_DEF_LVL2_DEFAULT;
    stream->gzip_flag = IGZIP_GZIP;
    return stream;
}

// Compresses from *in to *out; both get shorter by what was used. is_last: nothing follows *in. *is_over: all is out.
static inline int cisal_deflate(void *writer, struct cisal_bytes *in, struct cisal_bytes *out, int is_last, int *is_over) {
    struct isal_zstream *stream = writer;
    uint32_t in_count = in->count > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uint32_t)in->count;
    uint32_t out_count = out->count > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uint32_t)out->count;
    stream->next_in = in->start;
    stream->avail_in = in_count;
    stream->next_out = out->start;
    stream->avail_out = out_count;
    stream->end_of_stream = is_last && in_count == in->count;
    int result = isal_deflate(stream);
    in->start += in_count - stream->avail_in;
    in->count -= in_count - stream->avail_in;
    out->start += out_count - stream->avail_out;
    out->count -= out_count - stream->avail_out;
    *is_over = stream->internal_state.state == ZSTATE_END;
    return result;
}

#endif
