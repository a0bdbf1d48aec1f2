/// A way of calling the kernel: a processor's instruction set and convention.
///
/// Source: OCI runtime-spec 1.3, config-linux.md, "Seccomp", `architectures`.
package enum SeccompArchitecture: String, Sendable, Hashable, Codable, CaseIterable {
    /// 32-bit Intel.
    case x86 = "SCMP_ARCH_X86"
    /// 64-bit Intel and AMD.
    case x86_64 = "SCMP_ARCH_X86_64"
    /// 64-bit Intel and AMD with pointers of 32 bits.
    case x32 = "SCMP_ARCH_X32"
    /// 32-bit ARM.
    case arm = "SCMP_ARCH_ARM"
    /// 64-bit ARM.
    case aarch64 = "SCMP_ARCH_AARCH64"
    /// 32-bit MIPS, big-endian.
    case mips = "SCMP_ARCH_MIPS"
    /// 64-bit MIPS, big-endian.
    case mips64 = "SCMP_ARCH_MIPS64"
    /// 64-bit MIPS with pointers of 32 bits, big-endian.
    case mips64n32 = "SCMP_ARCH_MIPS64N32"
    /// 32-bit MIPS.
    case mipsel = "SCMP_ARCH_MIPSEL"
    /// 64-bit MIPS.
    case mipsel64 = "SCMP_ARCH_MIPSEL64"
    /// 64-bit MIPS with pointers of 32 bits.
    case mipsel64n32 = "SCMP_ARCH_MIPSEL64N32"
    /// 32-bit PowerPC.
    case ppc = "SCMP_ARCH_PPC"
    /// 64-bit PowerPC, big-endian.
    case ppc64 = "SCMP_ARCH_PPC64"
    /// 64-bit PowerPC.
    case ppc64le = "SCMP_ARCH_PPC64LE"
    /// 31-bit z/Architecture.
    case s390 = "SCMP_ARCH_S390"
    /// 64-bit z/Architecture.
    case s390x = "SCMP_ARCH_S390X"
    /// 32-bit PA-RISC.
    case parisc = "SCMP_ARCH_PARISC"
    /// 64-bit PA-RISC.
    case parisc64 = "SCMP_ARCH_PARISC64"
    /// 64-bit RISC-V.
    case riscv64 = "SCMP_ARCH_RISCV64"
    /// 64-bit LoongArch.
    case loongarch64 = "SCMP_ARCH_LOONGARCH64"
    /// Motorola 68000.
    case m68k = "SCMP_ARCH_M68K"
    /// SuperH.
    case sh = "SCMP_ARCH_SH"
    /// SuperH, big-endian.
    case sheb = "SCMP_ARCH_SHEB"
}
