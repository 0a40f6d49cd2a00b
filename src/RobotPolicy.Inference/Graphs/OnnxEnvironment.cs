using Microsoft.ML.OnnxRuntime;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Graphs;

/// <summary>
/// The process-wide environment of ONNX Runtime, with its log turned away from stderr to whoever asks for it. Any thread.
/// </summary>
public static class OnnxEnvironment
{
    /// <summary>Environment variable with the default of <see cref="Folder"/>.</summary>
    public const string FolderVariable = "ROBOTPOLICY_ONNXRUNTIME";

    private static readonly Lock Gate = new();
    private static string? _folder = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;
    private static readonly ExitBarrier Exit = new();

    // A package loads in a second or two; a service manager waits for fifteen.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);
    private static volatile Action<OnnxLogLevel, string>? _sink;
    private static bool _created;

    /// <summary>
    /// Where ONNX Runtime's warnings and errors go: severity and one line of text. Called on any thread, also on native ones.
    /// One for the process; the newest wins.
    /// </summary>
    public static Action<OnnxLogLevel, string>? Log
    {
        get => _sink;
        set => _sink = value;
    }

    /// <summary>
    /// Folder with ONNX Runtime's core <c>libonnxruntime.so</c> and, beside it, the providers of its devices, which must be of the
    /// same build; <see langword="null"/> for the core that lies beside the program. One for the process, set before the first graph.
    /// </summary>
    /// <exception cref="InvalidOperationException">A core is loaded already.</exception>
    public static string? Folder
    {
        get => _folder;
        set
        {
            lock (Gate)
            {
                var wanted = value is null ? null : Path.GetFullPath(value);
                if (_created && wanted != _folder)
                    throw new InvalidOperationException($"ONNX Runtime is loaded already; its folder can no longer become {wanted ?? "the program's own"}.");
                _folder = wanted;
            }
        }
    }

    /// <summary>Folder of the core that is or will be loaded; ONNX Runtime looks for providers there and nowhere else.</summary>
    public static string CoreFolder
    {
        get
        {
            if (_folder is { } folder)
                return folder;
            var packaged = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native");
            return !File.Exists(Path.Combine(AppContext.BaseDirectory, ProviderLibraries.Core)) && Directory.Exists(packaged)
                ? packaged
                : AppContext.BaseDirectory;
        }
    }

    /// <summary>Loads the core, unless it is loaded: opening a graph does so by itself, but a tenth of a second earlier is welcome.</summary>
    /// <exception cref="DllNotFoundException">The native library is missing: an installation fault, not one of a package.</exception>
    public static void EnsureCreated()
    {
        lock (Gate)
        {
            if (_created)
                return;

            _created = RunToItsEnd(Create);
        }
    }

    /// <summary>
    /// Begins <see cref="EnsureCreated"/> on another thread. What is wrong with the core is told by the first graph, which asks again.
    /// The process may end meanwhile: its end waits for the beginning.
    /// </summary>
    public static void BeginCreating()
    {
        // Here, not on the other thread, which may come to run only when the process has begun to end.
        Exit.Watch(EndLimit);
        Task.Run(EnsureCreated);
    }

    /// <summary>Runs what uses the core, such as a load: the process does not end in the middle of it, unless it takes longer than some seconds.</summary>
    /// <exception cref="OperationCanceledException">The process is ending: it is not begun.</exception>
    internal static T RunToItsEnd<T>(Func<T> work)
    {
        Exit.Watch(EndLimit);
        return Exit.Run(work);
    }

    /// <summary>A warning of ours about graphs, to where ONNX Runtime's go.</summary>
    internal static void Warn(string text) => _sink?.Invoke(OnnxLogLevel.Warning, ErrorText.Clean(text, 500));

    private static bool Create()
    {
        CoreTelemetry.TurnOff();
        if (_folder is { } folder)
            ProviderLibraries.UseCoreOf(folder);
        var options = new EnvironmentCreationOptions
        {
            logId = "robotpolicy",
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING,
            loggingFunction = Write,
        };
        try
        {
            OrtEnv.CreateInstanceWithOptions(ref options);
            return true;
        }
        catch (TypeInitializationException e) when (e.InnerException is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new DllNotFoundException(
                $"ONNX Runtime's native library libonnxruntime.so is missing or too old beside {AppContext.BaseDirectory}. Run `make setup` and build again.", e);
        }
    }

    private static void Write(IntPtr param, OrtLoggingLevel severity, string category, string logId, string codeLocation, string message)
    {
        try
        {
            var level = severity switch
            {
                OrtLoggingLevel.ORT_LOGGING_LEVEL_VERBOSE or OrtLoggingLevel.ORT_LOGGING_LEVEL_INFO => OnnxLogLevel.Information,
                OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING => OnnxLogLevel.Warning,
                _ => OnnxLogLevel.Error,
            };
            _sink?.Invoke(level, ErrorText.Clean(message, 500));
        }
        catch (Exception)
        {
            // The caller is native code: an exception that leaves this method would end the process.
        }
    }
}
