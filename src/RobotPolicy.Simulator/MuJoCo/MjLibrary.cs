using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RobotPolicy.Simulator.MuJoCo.Interop;

namespace RobotPolicy.Simulator.MuJoCo;

/// <summary>Loads MuJoCo once per process, checks its version and replaces its error handlers.</summary>
internal static unsafe class MjLibrary
{
    private static readonly Lock Gate = new();
    private static bool _ready;

    [ThreadStatic]
    private static int _warningCount;

    [ThreadStatic]
    private static string? _lastWarning;

    /// <summary>
    /// Warnings that MuJoCo raised on this thread. A warning means that the physics is no longer what the model describes (a
    /// NaN, a full contact buffer, a silent reset), so callers compare the count before and after a step.
    /// </summary>
    internal static int WarningCount => _warningCount;

    /// <summary>Text of this thread's last warning, or <see langword="null"/>.</summary>
    internal static string? LastWarning => _lastWarning;

    /// <summary>Loads the library. Any thread; later calls do nothing.</summary>
    /// <exception cref="SimulatorException">The library is missing or is another version than the offsets are for.</exception>
    internal static void Initialize()
    {
        lock (Gate)
        {
            if (_ready)
                return;
            int version;
            try
            {
                version = MjNative.mj_version();
            }
            catch (DllNotFoundException e)
            {
                throw new SimulatorException($"MuJoCo is missing: {MjNative.Library} was not found. On Debian: apt-get install libmujoco2.2.2", e);
            }

            if (version != MjOffsets.Version)
                throw new SimulatorException($"MuJoCo reports version {version}, but the struct offsets are for {MjOffsets.Version}.");

            // Both handlers are exported variables that hold a function. The default error handler waits for a key and exits;
            // the default warning handler writes a file into the working directory. Neither suits a robot process.
            var library = NativeLibrary.Load(MjNative.Library, typeof(MjLibrary).Assembly, null);
            *(nint*)NativeLibrary.GetExport(library, "mju_user_error") = (nint)(delegate* unmanaged[Cdecl]<byte*, void>)&OnError;
            *(nint*)NativeLibrary.GetExport(library, "mju_user_warning") = (nint)(delegate* unmanaged[Cdecl]<byte*, void>)&OnWarning;
            _ready = true;
        }
    }

    // MuJoCo's state is undefined after an error and an exception must not cross native frames: ending the process is the only
    // safe way out.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnError(byte* message)
    {
        var text = $"MuJoCo error: {Marshal.PtrToStringUTF8((nint)message)}";
        Console.Error.WriteLine(text);
        Environment.FailFast(text);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnWarning(byte* message)
    {
        _warningCount++;
        _lastWarning = Marshal.PtrToStringUTF8((nint)message);
    }
}
