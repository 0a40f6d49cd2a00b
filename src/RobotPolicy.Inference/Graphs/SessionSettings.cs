using Microsoft.ML.OnnxRuntime;
using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Inference.Graphs;

/// <summary>The one place where it is decided how sessions of ONNX Runtime are set up.</summary>
internal static class SessionSettings
{
    // A plan of a run's memory saves a small graph a few percent, and a large one nothing; what it lays aside at the second run grows with the graph.
    private const long LargeGraph = 64L << 20;

    /// <summary>Opens a session of a graph's file as it stands.</summary>
    /// <param name="path">Absolute path of the ONNX file.</param>
    /// <param name="options">How the graph is run.</param>
    /// <param name="graphBytes">Size of the graph, as far as it is known.</param>
    public static InferenceSession Open(string path, OnnxGraphOptions options, long graphBytes)
    {
        using var settings = Create(options, graphBytes);
        return new InferenceSession(path, settings);
    }

    /// <summary>Settings of one session.</summary>
    /// <param name="options">How the graph is run.</param>
    /// <param name="graphBytes">Size of the graph, as far as it is known.</param>
    /// <exception cref="OnnxRuntimeException">The device does not start.</exception>
    /// <exception cref="DeviceException">The core cannot be given this device.</exception>
    public static SessionOptions Create(OnnxGraphOptions options, long graphBytes = 0)
    {
        var settings = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING,
            EnableMemoryPattern = options.Device.Device != ExecutionDevice.Cpu || graphBytes < LargeGraph,
        };
        try
        {
            const string spins = OnnxGraphOptions.SpinsWhenIdle ? "1" : "0";
            settings.AddSessionConfigEntry("session.intra_op.allow_spinning", spins);
            settings.AddSessionConfigEntry("session.inter_op.allow_spinning", spins);
            ProviderSetup.Append(settings, options.Device, options.Device.CaptureGraph);
            return settings;
        }
        catch
        {
            settings.Dispose();
            throw;
        }
    }
}
