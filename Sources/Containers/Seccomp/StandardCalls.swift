import OCI

/// The calls of the standard filter that are allowed with any arguments.
///
/// The names of all architectures stand together; those that one lacks are passed over when the filter is compiled.
enum StandardCalls {
    /// Allowed in every container.
    static let everywhere = words(
        // Files by path.
        """
        access chdir chmod chown creat faccessat faccessat2 fchdir fchmodat fchmodat2 fchownat futimesat getcwd
        lchown link linkat lstat mkdir mkdirat mknod mknodat name_to_handle_at newfstatat open openat openat2
        readlink readlinkat rename renameat renameat2 rmdir stat statfs statx symlink symlinkat truncate umask
        unlink unlinkat utime utimensat utimes
        """,
        // Extended attributes.
        """
        fgetxattr flistxattr fremovexattr fsetxattr getxattr getxattrat lgetxattr listxattr listxattrat llistxattr
        lremovexattr lsetxattr removexattr removexattrat setxattr setxattrat
        """,
        // Open files.
        """
        close close_range copy_file_range dup dup2 dup3 fadvise64 fallocate fchmod fchown fcntl fdatasync flock fstat
        fstatfs fsync ftruncate getdents getdents64 lseek pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev pwritev2
        read readahead readv sendfile splice sync sync_file_range syncfs tee vmsplice write writev
        """,
        // Waiting for files and events; mounts that are only looked at.
        """
        epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd
        eventfd2 fanotify_mark inotify_add_watch inotify_init inotify_init1 inotify_rm_watch io_cancel io_destroy
        io_getevents io_pgetevents io_setup io_submit listmount poll ppoll pselect6 select signalfd signalfd4 statmount
        """,
        // Memory.
        """
        brk cachestat madvise map_shadow_stack membarrier memfd_create memfd_secret mincore mlock mlock2 mlockall mmap
        mprotect mremap mseal msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect remap_file_pages
        """,
        // Processes, their limits and their turn on the processor; debuggers since Linux 4.8, when ptrace(2) could no
        // longer be used to get round a filter.
        """
        execve execveat exit exit_group fork getcpu getpgid getpgrp getpid getppid getpriority getrlimit getrusage
        getsid gettid ioprio_get ioprio_set kill landlock_add_rule landlock_create_ruleset landlock_restrict_self
        pause pidfd_open pidfd_send_signal prctl prlimit64 process_mrelease process_vm_readv process_vm_writev ptrace
        sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr sched_getparam
        sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam sched_setscheduler
        sched_yield seccomp setpgid setpriority setrlimit setsid sysinfo times uname vfork wait4 waitid waitpid
        """,
        // Threads.
        """
        futex futex_requeue futex_wait futex_waitv futex_wake get_robust_list get_thread_area rseq set_robust_list
        set_thread_area set_tid_address
        """,
        // Signals.
        """
        alarm getitimer restart_syscall rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn
        rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo setitimer sigaltstack sigprocmask sigreturn tgkill tkill
        uretprobe
        """,
        // Who one is.
        """
        capget capset getegid geteuid getgid getgroups getresgid getresuid getuid setfsgid setfsuid setgid setgroups
        setregid setresgid setresuid setreuid setuid
        """,
        // Time; adjtimex and clock_adjtime ask the kernel, which needs CAP_SYS_TIME to change anything.
        """
        adjtimex clock_adjtime clock_getres clock_gettime clock_nanosleep gettimeofday nanosleep time timer_create
        timer_delete timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime timerfd_settime
        """,
        // Sockets, messages, semaphores, shared memory, random numbers.
        """
        accept accept4 bind connect getpeername getrandom getsockname getsockopt listen mq_getsetattr mq_notify mq_open
        mq_timedreceive mq_timedsend mq_unlink msgctl msgget msgrcv msgsnd recvfrom recvmmsg recvmsg semctl semget semop
        semtimedop sendmmsg sendmsg sendto setsockopt shmat shmctl shmdt shmget shutdown socketpair
        """,
        // The same on 32 bits.
        """
        _llseek _newselect chown32 clock_adjtime64 clock_getres_time64 clock_gettime64 clock_nanosleep_time64
        fadvise64_64 fchown32 fcntl64 fstat64 fstatat64 fstatfs64 ftruncate64 futex_time64 getegid32 geteuid32 getgid32
        getgroups32 getresgid32 getresuid32 getuid32 io_pgetevents_time64 ipc lchown32 lstat64 mmap2
        mq_timedreceive_time64 mq_timedsend_time64 ppoll_time64 pselect6_time64 recv recvmmsg_time64
        rt_sigtimedwait_time64 sched_rr_get_interval_time64 semtimedop_time64 send sendfile64 setfsgid32 setfsuid32
        setgid32 setgroups32 setregid32 setresgid32 setresuid32 setreuid32 setuid32 socketcall stat64 statfs64
        timer_gettime64 timer_settime64 timerfd_gettime64 timerfd_settime64 truncate64 ugetrlimit utimensat_time64
        """
    )

    /// Allowed beside each capability that a container may have.
    static func capabilities(_ capabilities: Capabilities) -> [[String]] {
        byCapability.filter { capabilities.contains($0.capability) }.map { words($0.calls) }
    }

    /// Allowed on the architectures of a filter.
    static func architectures(_ architectures: [SeccompArchitecture]) -> [[String]] {
        byArchitecture.filter { !$0.architectures.isDisjoint(with: architectures) }
            .map { words($0.calls) }
    }

    private static let byCapability: [(capability: Capabilities, calls: String)] = [
        (.readAnyFile, "open_by_handle_at"),
        (
            .administrate,
            """
            bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie lsm_get_self_attr
            lsm_list_modules lsm_set_self_attr mount mount_setattr move_mount open_tree perf_event_open quotactl
            quotactl_fd setdomainname sethostname setns syslog umount umount2 unshare
            """
        ),
        (.reboot, "reboot"),
        (.chroot, "chroot"),
        (.loadModules, "delete_module finit_module init_module"),
        (.accountProcesses, "acct"),
        (.traceProcesses, "kcmp pidfd_getfd process_madvise"),
        (.rawPorts, "ioperm iopl"),
        (.setTime, "clock_settime clock_settime64 settimeofday stime"),
        (.configureTerminals, "vhangup"),
        (.raisePriority, "get_mempolicy mbind set_mempolicy set_mempolicy_home_node"),
        (.readKernelLog, "syslog"),
        (.loadPrograms, "bpf"),
        (.measurePerformance, "perf_event_open"),
    ]

    private static let byArchitecture: [(architectures: Set<SeccompArchitecture>, calls: String)] =
        [
            ([.ppc64le], "swapcontext sync_file_range2"),
            (
                [.arm, .aarch64],
                "arm_fadvise64_64 arm_sync_file_range breakpoint cacheflush set_tls sync_file_range2"
            ),
            ([.x86_64, .x32], "arch_prctl"),
            ([.x86_64, .x32, .x86], "modify_ldt"),
            ([.s390, .s390x], "s390_pci_mmio_read s390_pci_mmio_write s390_runtime_instr"),
            ([.riscv64], "riscv_flush_icache riscv_hwprobe"),
        ]

    private static func words(_ texts: String...) -> [String] {
        texts.flatMap { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
    }
}
