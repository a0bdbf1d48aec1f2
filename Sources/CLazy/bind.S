// lazy_bind: calls lazy_find with the slot that is in r11 (x16), and goes on to the function with its arguments as they were.
        .text
        .globl lazy_bind
        .hidden lazy_bind
        .type lazy_bind, @function
lazy_bind:
        .cfi_startproc
#if defined(__x86_64__)
        pushq %rdi
        .cfi_adjust_cfa_offset 8
        pushq %rsi
        .cfi_adjust_cfa_offset 8
        pushq %rdx
        .cfi_adjust_cfa_offset 8
        pushq %rcx
        .cfi_adjust_cfa_offset 8
        pushq %r8
        .cfi_adjust_cfa_offset 8
        pushq %r9
        .cfi_adjust_cfa_offset 8
        pushq %rax
        .cfi_adjust_cfa_offset 8
        movq %r11, %rdi
        callq lazy_find
        movq %rax, %r11
        popq %rax
        .cfi_adjust_cfa_offset -8
        popq %r9
        .cfi_adjust_cfa_offset -8
        popq %r8
        .cfi_adjust_cfa_offset -8
        popq %rcx
        .cfi_adjust_cfa_offset -8
        popq %rdx
        .cfi_adjust_cfa_offset -8
        popq %rsi
        .cfi_adjust_cfa_offset -8
        popq %rdi
        .cfi_adjust_cfa_offset -8
        jmpq *%r11
#elif defined(__aarch64__)
        stp x29, x30, [sp, -96]!
        .cfi_adjust_cfa_offset 96
        .cfi_rel_offset x29, 0
        .cfi_rel_offset x30, 8
        mov x29, sp
        stp x0, x1, [sp, 16]
        stp x2, x3, [sp, 32]
        stp x4, x5, [sp, 48]
        stp x6, x7, [sp, 64]
        str x8, [sp, 80]
        mov x0, x16
        bl lazy_find
        mov x17, x0
        ldp x0, x1, [sp, 16]
        ldp x2, x3, [sp, 32]
        ldp x4, x5, [sp, 48]
        ldp x6, x7, [sp, 64]
        ldr x8, [sp, 80]
        ldp x29, x30, [sp], 96
        .cfi_adjust_cfa_offset -96
        .cfi_restore x29
        .cfi_restore x30
        br x17
#endif
        .cfi_endproc
        .size lazy_bind, . - lazy_bind
        .section .note.GNU-stack, "", @progbits
