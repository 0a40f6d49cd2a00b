using System.CommandLine;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Server.Options;

/// <summary>The options that say what computes the policy.</summary>
internal sealed class DeviceOptions
{
    private readonly Option<string> _device = new("--device")
    {
        Description = "What computes the policy: cpu, cuda, tensorrt, webgpu. One that does not work is refused, with what to do.",
        DefaultValueFactory = _ => "cpu",
    };

    private readonly Option<int> _deviceId = new("--device-id") { Description = "Number of the GPU.", DefaultValueFactory = _ => 0 };

    private readonly Option<bool> _allowCpu = new("--allow-cpu")
    {
        Description = "Run on the CPU, with a warning, where the device does not work.",
    };

    private readonly Option<bool> _cudaGraph = new("--cuda-graph") { Description = "Capture the policy's launches once and replay them." };

    private readonly Option<bool> _tf32 = new("--tf32") { Description = "Let CUDA compute float32 products with TF32: faster, about 1e-3 off." };

    private readonly Option<bool> _tensorRtFloat16 = new("--tensorrt-fp16") { Description = "Let TensorRT compute in float16." };

    private readonly Option<DirectoryInfo?> _engineCache = new("--engine-cache")
    {
        Description = "Folder for what is made of graphs once and used at each later start: TensorRT's engines and timings, graphs optimised for this processor. Only the service's own user may write there. Default: $CACHE_DIRECTORY, else none.",
        DefaultValueFactory = _ => DefaultCache(Environment.GetEnvironmentVariable("CACHE_DIRECTORY")),
    };

    private readonly Option<DirectoryInfo?> _onnxRuntime = new("--onnxruntime")
    {
        Description = $"Folder with libonnxruntime.so and its providers. Default: {OnnxEnvironment.FolderVariable}, else the core beside the program.",
    };

    public DeviceOptions() => _device.AcceptOnlyFromAmong([.. Enum.GetValues<ExecutionDevice>().Select(ExecutionDeviceOptions.NameOf)]);

    /// <summary>The first of the folders that systemd sets for a unit with <c>CacheDirectory=</c>.</summary>
    internal static DirectoryInfo? DefaultCache(string? unit) => string.IsNullOrEmpty(unit) ? null : new DirectoryInfo(unit.Split(':')[0]);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] options = [_device, _deviceId, _allowCpu, _cudaGraph, _tf32, _tensorRtFloat16, _engineCache, _onnxRuntime];
        foreach (var option in options)
            command.Add(option);
    }

    /// <summary>Reads the device.</summary>
    public ExecutionDeviceOptions Read(ParseResult parsed)
    {
        ExecutionDeviceOptions.TryParse(parsed.GetValue(_device), out var device);
        return new ExecutionDeviceOptions
        {
            Device = device,
            DeviceId = parsed.GetValue(_deviceId),
            AllowCpu = parsed.GetValue(_allowCpu),
            CaptureGraph = parsed.GetValue(_cudaGraph),
            UseTf32 = parsed.GetValue(_tf32),
            TensorRtFloat16 = parsed.GetValue(_tensorRtFloat16),
            CacheFolder = parsed.GetValue(_engineCache)?.FullName,
        };
    }

    /// <summary>Reads the folder of ONNX Runtime; <see langword="null"/> where none is named.</summary>
    public string? ReadFolder(ParseResult parsed) => parsed.GetValue(_onnxRuntime)?.FullName;
}
