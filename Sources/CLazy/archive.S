// What is called of libarchive.
#include "bind.inc"

        library archive
        lazy archive_entry_free
        lazy archive_entry_new
        lazy archive_entry_set_filetype
        lazy archive_error_string
        lazy archive_read_append_filter
        lazy archive_read_data_block
        lazy archive_read_free
        lazy archive_read_new
        lazy archive_read_next_header
        lazy archive_read_open
        lazy archive_read_support_format_empty
        lazy archive_read_support_format_raw
        lazy archive_write_add_filter
        lazy archive_write_close
        lazy archive_write_data
        lazy archive_write_free
        lazy archive_write_header
        lazy archive_write_new
        lazy archive_write_open
        lazy archive_write_open_memory
        lazy archive_write_set_bytes_in_last_block
        lazy archive_write_set_filter_option
        lazy archive_write_set_format_raw
        lazy archive_write_set_options
