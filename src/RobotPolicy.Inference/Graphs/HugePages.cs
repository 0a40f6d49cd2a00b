namespace RobotPolicy.Inference.Graphs;

/// <summary>
/// Huge pages for what ONNX Runtime allocates while it loads a graph and runs it: hundreds of megabytes that otherwise come in pages of
/// 4 KiB, one fault each. The kernel has them to give (transparent huge pages), and glibc (2.35 and later) has to be told to ask; it reads its
/// environment at a program's start alone, so that only whoever starts the program can change it.
/// </summary>
public static class HugePages
{
    /// <summary>The kernel's setting: all words, with the one that is in force in brackets.</summary>
    public const string KernelFile = "/sys/kernel/mm/transparent_hugepage/enabled";

    /// <summary>glibc's variable: settings with colons between them.</summary>
    public const string Variable = "GLIBC_TUNABLES";

    /// <summary>The setting that asks for huge pages; the shipped unit and container state it.</summary>
    public const string Setting = "glibc.malloc.hugetlb=1";

    /// <summary>When the kernel gives huge pages.</summary>
    /// <param name="text">What <see cref="KernelFile"/> says; <see langword="null"/> where it is not there.</param>
    public static HugePageMode ModeOf(string? text)
    {
        foreach (var word in (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (word is ['[', .. var inForce, ']'])
                return inForce switch { "always" => HugePageMode.Always, "madvise" => HugePageMode.OnRequest, _ => HugePageMode.Never };
        }

        return HugePageMode.Missing;
    }

    /// <summary>Whether glibc is told to ask for them.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static bool AreRequested(Func<string, string?> environment) => (environment(Variable) ?? "").Split(':').Contains(Setting);
}
