namespace RobotPolicy.Inference.Devices;

/// <summary>Where graphs run, and what happens when they cannot run there.</summary>
public sealed record ExecutionDeviceOptions
{
    /// <summary>The device. Whatever is asked for is used or refused; nothing falls back in silence.</summary>
    public ExecutionDevice Device { get; init; } = ExecutionDevice.Cpu;

    /// <summary>Number of the GPU among those of its kind; 0…63. WebGPU takes the adapter that the driver offers first.</summary>
    public int DeviceId { get; init; }

    /// <summary>
    /// Whether a device that does not work may be replaced by the processor, with a warning. Off: a policy that was meant for a
    /// GPU may be too slow for its task on a processor, so the task has to say that it is not.
    /// </summary>
    public bool AllowCpu { get; init; }

    /// <summary>
    /// Whether the launches of a graph are captured at its first runs and replayed afterwards (a CUDA graph), which takes the
    /// cost of each operator's launch away. Needs fixed shapes, and every operator on the device.
    /// </summary>
    public bool CaptureGraph { get; init; }

    /// <summary>
    /// Whether float32 products may be computed with TF32's 10 bits of mantissa. Off: the outputs then agree with the
    /// processor's to about 1e-5; with it, to about 1e-3, and faster.
    /// </summary>
    public bool UseTf32 { get; init; }

    /// <summary>Whether TensorRT may compute float32 operators in float16. The other devices take a graph's types as they stand.</summary>
    public bool TensorRtFloat16 { get; init; }

    /// <summary>Largest amount of device memory of one graph in bytes, at least 64 MiB; <see langword="null"/> for no limit.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>
    /// Folder for what is made of graphs, so that only the first start makes it: TensorRT's engines and timings, and graphs optimised for this
    /// processor; <see langword="null"/> makes them at every start. It holds code and weights: only the service's own user may write there.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>Name of the device for people, such as <c>cuda:0</c>.</summary>
    public override string ToString() => Device == ExecutionDevice.Cpu ? "cpu" : $"{NameOf(Device)}:{DeviceId}";

    /// <summary>The device in the spelling of options and messages.</summary>
    public static string NameOf(ExecutionDevice device) => device switch
    {
        ExecutionDevice.Cpu => "cpu",
        ExecutionDevice.Cuda => "cuda",
        ExecutionDevice.TensorRt => "tensorrt",
        ExecutionDevice.WebGpu => "webgpu",
        _ => throw new ArgumentOutOfRangeException(nameof(device)),
    };

    /// <summary>Reads a device's spelling; any case.</summary>
    public static bool TryParse(string? text, out ExecutionDevice device)
    {
        foreach (var candidate in Enum.GetValues<ExecutionDevice>())
        {
            device = candidate;
            if (string.Equals(text, NameOf(candidate), StringComparison.OrdinalIgnoreCase))
                return true;
        }

        device = ExecutionDevice.Cpu;
        return false;
    }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(DeviceId, 0, nameof(DeviceId));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DeviceId, 63, nameof(DeviceId));
        if (MemoryLimitBytes is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 64L << 20, nameof(MemoryLimitBytes));
    }
}
