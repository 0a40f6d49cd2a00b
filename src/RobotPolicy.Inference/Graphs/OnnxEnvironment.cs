using Microsoft.ML.OnnxRuntime;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Graphs;

/// <summary>
/// The process-wide environment of ONNX Runtime, with its log turned away from stderr to whoever asks for it. Any thread.
/// </summary>
public static class OnnxEnvironment
{
    private static readonly Lock Gate = new();
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

    /// <exception cref="DllNotFoundException">The native library is missing: an installation fault, not one of a package.</exception>
    internal static void EnsureCreated()
    {
        lock (Gate)
        {
            if (_created)
                return;

            var options = new EnvironmentCreationOptions
            {
                logId = "robotpolicy",
                logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING,
                loggingFunction = Write,
            };
            try
            {
                OrtEnv.CreateInstanceWithOptions(ref options);
            }
            catch (TypeInitializationException e) when (e.InnerException is DllNotFoundException or EntryPointNotFoundException)
            {
                throw new DllNotFoundException(
                    $"ONNX Runtime's native library libonnxruntime.so is missing or too old beside {AppContext.BaseDirectory}. Run `make setup` and build again.", e);
            }

            _created = true;
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
