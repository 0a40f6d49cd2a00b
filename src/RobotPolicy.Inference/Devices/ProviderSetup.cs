using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference.Devices;

/// <summary>
/// Puts a device into session options. A core with the providers built in is asked the classic way; a core without them gets
/// the CUDA provider registered as a plug-in, which only lists GPUs that <c>/sys</c> shows.
/// </summary>
internal static class ProviderSetup
{
    private const string Registration = "robotpolicy-cuda";
    private const string CudaProvider = "CUDAExecutionProvider";
    private static readonly Lock Gate = new();
    private static bool _registered;

    /// <summary>Whether tensors live in memory of their own, not in the processor's.</summary>
    public static bool HasOwnMemory(ExecutionDevice device) => device != ExecutionDevice.Cpu;

    /// <summary>Adds the device.</summary>
    /// <param name="session">Options to add to.</param>
    /// <param name="options">The device.</param>
    /// <param name="capture">Whether to capture and replay.</param>
    /// <exception cref="OnnxRuntimeException">The device does not start.</exception>
    /// <exception cref="DeviceException">The core cannot be given this device.</exception>
    public static void Append(SessionOptions session, ExecutionDeviceOptions options, bool capture)
    {
        options.Validate();
        if (options.Device == ExecutionDevice.Cpu)
            return;

        // Without this, an operator that the device lacks moves to the processor without a word, and the latency with it.
        session.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
        switch (options.Device)
        {
            case ExecutionDevice.Cuda:
                AppendCuda(session, options, capture);
                break;
            case ExecutionDevice.TensorRt:
                AppendTensorRt(session, options, capture);

                // TensorRT captures its own part; what is left over to CUDA must not be captured a second time.
                AppendCuda(session, options, capture: false);
                break;
            case ExecutionDevice.WebGpu:
                session.AppendExecutionProvider("WebGPU", capture ? new Dictionary<string, string> { ["enableGraphCapture"] = "1" } : []);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(options));
        }
    }

    /// <summary>Name of the device's memory in ONNX Runtime.</summary>
    public static OrtMemoryInfo DeviceMemory(ExecutionDeviceOptions options) => options.Device switch
    {
        ExecutionDevice.Cuda or ExecutionDevice.TensorRt =>
            new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, options.DeviceId, OrtMemType.Default),
        ExecutionDevice.WebGpu => new OrtMemoryInfo("WebGPU_Buffer", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default),
        _ => new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default),
    };

    /// <summary>Name of memory of the processor that the device reads without a detour; <see langword="null"/> where there is none.</summary>
    public static OrtMemoryInfo? PinnedMemory(ExecutionDeviceOptions options) => options.Device is ExecutionDevice.Cuda or ExecutionDevice.TensorRt
        ? new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA_PINNED, OrtAllocatorType.DeviceAllocator, options.DeviceId, OrtMemType.CpuOutput)
        : null;

    /// <summary>Options of the CUDA provider, as text; the same keys for either path.</summary>
    internal static Dictionary<string, string> CudaSettings(ExecutionDeviceOptions options, bool capture)
    {
        var settings = new Dictionary<string, string>
        {
            ["device_id"] = Text(options.DeviceId),
            ["use_tf32"] = Flag(options.UseTf32),
            ["enable_cuda_graph"] = Flag(capture),

            // Tried out at the first run, which is a warm-up, so that every later run has the fastest.
            ["cudnn_conv_algo_search"] = "EXHAUSTIVE",
            ["arena_extend_strategy"] = "kSameAsRequested",
            ["do_copy_in_default_stream"] = "1",
        };
        if (options.MemoryLimitBytes is { } limit)
            settings["gpu_mem_limit"] = Text(limit);
        return settings;
    }

    /// <summary>Options of the TensorRT provider, as text.</summary>
    internal static Dictionary<string, string> TensorRtSettings(ExecutionDeviceOptions options, bool capture)
    {
        var settings = new Dictionary<string, string>
        {
            ["device_id"] = Text(options.DeviceId),
            ["trt_fp16_enable"] = Flag(options.TensorRtFloat16),
            ["trt_cuda_graph_enable"] = Flag(capture),
        };
        if (options.CacheFolder is { } folder)
        {
            settings["trt_engine_cache_enable"] = "1";
            settings["trt_engine_cache_path"] = folder;
            settings["trt_timing_cache_enable"] = "1";
            settings["trt_timing_cache_path"] = folder;
        }

        return settings;
    }

    private static void AppendCuda(SessionOptions session, ExecutionDeviceOptions options, bool capture)
    {
        var settings = CudaSettings(options, capture);
        var environment = OrtEnv.Instance();
        if (environment.GetAvailableProviders().Contains(CudaProvider))
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(settings);
            session.AppendExecutionProvider_CUDA(cuda);
            return;
        }

        RegisterPlugIn(environment);
        var devices = environment.GetEpDevices().Where(d => d.EpName == CudaProvider).ToList();
        if (options.DeviceId >= devices.Count)
            throw new DeviceException(
                $"the CUDA plug-in lists {devices.Count} GPUs, so there is no {options}; it looks in /sys/class/drm and /sys/bus/pci/devices, "
                + "which a container may hide: use a core with CUDA built in, which does not look there");

        // The plug-in is given its GPU by the list, and refuses to be told a second time.
        settings.Remove("device_id");
        session.AppendExecutionProvider(environment, [devices[options.DeviceId]], settings);
    }

    private static void AppendTensorRt(SessionOptions session, ExecutionDeviceOptions options, bool capture)
    {
        if (!OrtEnv.Instance().GetAvailableProviders().Contains("TensorrtExecutionProvider"))
            throw new DeviceException("this core of ONNX Runtime has no TensorRT; TensorRT takes a core with it built in, such as `make setup GPU=1` installs");
        using var tensorRt = new OrtTensorRTProviderOptions();
        tensorRt.UpdateOptions(TensorRtSettings(options, capture));
        session.AppendExecutionProvider_Tensorrt(tensorRt);
    }

    private static void RegisterPlugIn(OrtEnv environment)
    {
        lock (Gate)
        {
            if (_registered)
                return;
            environment.RegisterExecutionProviderLibrary(Registration, Path.Combine(OnnxEnvironment.CoreFolder, ProviderLibraries.Cuda));
            _registered = true;
        }
    }

    private static string Flag(bool value) => value ? "1" : "0";

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
