namespace RobotPolicy.Inference.Devices;

/// <summary>What a probe found. The numbers are exit codes of the process that probes.</summary>
public enum DeviceProbeStatus
{
    /// <summary>The device computed a small graph, and the numbers are right.</summary>
    Works = 0,

    /// <summary>ONNX Runtime's provider for the device is not installed.</summary>
    ProviderMissing = 20,

    /// <summary>A library that the provider needs is not on this machine: CUDA, cuDNN, TensorRT, Vulkan or the driver.</summary>
    LibraryMissing = 21,

    /// <summary>Everything is installed, and the device does not start: none is there, or its driver refuses.</summary>
    DeviceUnusable = 22,

    /// <summary>The device computed wrong numbers.</summary>
    WrongResult = 23,

    /// <summary>The process that probed ended without an answer: a broken driver ends a process where it should report.</summary>
    Crashed = 30,

    /// <summary>The process that probed did not end in time.</summary>
    TimedOut = 31,
}
