import CSeccomp
package import OCI

extension SeccompArchitecture {
    /// What this program was built for, which is the host's.
    package static var host: SeccompArchitecture {
        #if arch(x86_64)
        .x86_64
        #elseif arch(arm64)
        .aarch64
        #else
        #error("Cuvette knows x86-64 and AArch64")
        #endif
    }

    /// libseccomp's number, which is the kernel's `AUDIT_ARCH_*` but for x32; 0 where libseccomp does not know it.
    var token: UInt32 {
        seccomp_arch_resolve_name(rawValue.dropFirst("SCMP_ARCH_".count).lowercased())
    }
}
