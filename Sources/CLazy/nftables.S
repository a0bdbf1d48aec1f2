// What is called of libnftables.
#include "bind.inc"

        library nftables
        lazy nft_ctx_buffer_error
        lazy nft_ctx_buffer_output
        lazy nft_ctx_free
        lazy nft_ctx_get_error_buffer
        lazy nft_ctx_get_output_buffer
        lazy nft_ctx_new
        lazy nft_ctx_output_set_flags
        lazy nft_run_cmd_from_buffer
