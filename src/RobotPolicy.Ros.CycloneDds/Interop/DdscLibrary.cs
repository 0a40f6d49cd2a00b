using System.Reflection;
using System.Runtime.InteropServices;

namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>Finds <c>libddsc</c> once per process and checks that it is one that these bindings can drive.</summary>
internal static class DdscLibrary
{
    private const string InstallHint =
        "Install Cyclone DDS 0.10: 'apt-get install libddsc0debian' on Debian 12, 'apt-get install libddsc0t64' on Debian 13.";

    // Debian's two packages share the first name; upstream builds, such as those under /opt/ros, use the second.
    internal static readonly string[] Names = ["libddsc.so.0debian", "libddsc.so.0", "libddsc.so.0.10.5", "libddsc.so"];

    private static readonly Lazy<Loaded> Instance = new(Load);

    /// <summary>SONAME under which the library was found.</summary>
    internal static string Name => Instance.Value.Name;

    /// <summary>Whether the build knows the <c>SharedMemory</c> element: one that does not refuses a configuration that has it.</summary>
    internal static bool HasSharedMemory => NativeLibrary.TryGetExport(Instance.Value.Handle, "shm_create_chunk", out _);

    /// <summary>Loads the library. Throws <see cref="DllNotFoundException"/> or <see cref="PlatformNotSupportedException"/>.</summary>
    internal static void EnsureLoaded() => _ = Instance.Value;

    /// <summary>Address of an exported symbol.</summary>
    internal static nint GetExport(string symbol) => NativeLibrary.GetExport(Instance.Value.Handle, symbol);

    /// <summary>Exports that the bindings need and the library lacks.</summary>
    internal static IReadOnlyList<string> FindMissingExports(Func<string, bool> isExported) =>
        [.. typeof(Ddsc)
            .GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Select(method => method.Name)
            .Where(name => name.StartsWith("dds", StringComparison.Ordinal))
            .Append("ddsi_sertype_v0")
            .Where(name => !isExported(name))];

    private static Loaded Load()
    {
        if (!OperatingSystem.IsLinux() || nint.Size != 8)
            throw new PlatformNotSupportedException("The Cyclone DDS transport runs on 64-bit Linux only.");
        if (DdscLayouts.FindMismatch() is { } mismatch)
            throw new PlatformNotSupportedException($"The layouts of the Cyclone DDS bindings do not fit this platform: {mismatch}.");

        foreach (var name in Names)
        {
            if (!NativeLibrary.TryLoad(name, out var handle))
                continue;
            var missing = FindMissingExports(symbol => NativeLibrary.TryGetExport(handle, symbol, out _));
            if (missing.Count > 0)
                throw new PlatformNotSupportedException($"{name} lacks {string.Join(", ", missing)}. {InstallHint}");
            NativeLibrary.SetDllImportResolver(
                typeof(Ddsc).Assembly,
                (library, _, _) => library == Ddsc.Library ? handle : 0);
            return new Loaded(name, handle);
        }

        throw new DllNotFoundException($"Cyclone DDS was not found; tried {string.Join(", ", Names)}. {InstallHint}");
    }

    private sealed record Loaded(string Name, nint Handle);
}
