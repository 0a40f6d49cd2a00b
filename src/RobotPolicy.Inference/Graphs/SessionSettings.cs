using Microsoft.ML.OnnxRuntime;
using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Inference.Graphs;

/// <summary>The one place where it is decided how sessions of ONNX Runtime are set up.</summary>
internal static class SessionSettings
{
    /// <summary>Settings of one session.</summary>
    /// <exception cref="OnnxRuntimeException">The device does not start.</exception>
    /// <exception cref="DeviceException">The core cannot be given this device.</exception>
    public static SessionOptions Create(OnnxGraphOptions options)
    {
        var settings = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING,

            // On the processor a plan of a run's memory makes no run faster, but lays a second copy of it aside at the second run.
            EnableMemoryPattern = options.Device.Device != ExecutionDevice.Cpu,
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
