using System.CommandLine;
using RobotPolicy.Cli.Output;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Cli.Commands.Policies;

/// <summary>The options that say what computes a package, in the service's own words: what is kept for one device fits no other.</summary>
internal sealed class DeviceArguments
{
    private readonly Option<string> _device = new("--device") { Description = "What computes it: cpu, cuda, tensorrt, webgpu.", DefaultValueFactory = _ => "cpu" };
    private readonly Option<int> _id = new("--device-id") { Description = "Number of the GPU.", HelpName = "number" };
    private readonly Option<string?> _cache = new("--cache", "--engine-cache") { Description = "Folder for what is made of graphs, the service's --engine-cache.", HelpName = "dir" };
    private readonly Option<bool> _cudaGraph = new("--cuda-graph") { Description = "Capture launches, as the service does with the same option." };
    private readonly Option<bool> _tf32 = new("--tf32") { Description = "Products in TF32, as the service does with the same option." };
    private readonly Option<bool> _float16 = new("--tensorrt-fp16") { Description = "TensorRT in float16, as the service does with the same option." };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads of one inference.", HelpName = "count", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _onnxRuntime = new("--onnxruntime")
    {
        Description = $"Folder with libonnxruntime.so and its providers. Default: {OnnxEnvironment.FolderVariable}, else the core beside the program.", HelpName = "dir",
    };

    public DeviceArguments() => _device.AcceptOnlyFromAmong([.. Enum.GetValues<ExecutionDevice>().Select(ExecutionDeviceOptions.NameOf)]);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] options = [_device, _id, _cache, _cudaGraph, _tf32, _float16, _threads, _onnxRuntime];
        foreach (var option in options)
            command.Add(option);
    }

    /// <summary>Reads the graph's options, and names the folder of ONNX Runtime for this process.</summary>
    public OnnxGraphOptions Read(ParseResult parsed)
    {
        ExecutionDeviceOptions.TryParse(parsed.GetValue(_device), out var device);
        var cache = parsed.GetValue(_cache) is { } folder ? Path.GetFullPath(folder) : null;
        if (device == ExecutionDevice.TensorRt && cache is null)
            throw CommandException.Usage("--device tensorrt: name the folder that its engines are kept in by --cache, the same as the service's --engine-cache.");
        if (parsed.GetValue(_id) is not (>= 0 and <= 63 and var id))
            throw CommandException.Usage("--device-id: expected 0…63.");
        if (parsed.GetValue(_threads) is not (>= 1 and <= 64 and var threads))
            throw CommandException.Usage("--threads: expected 1…64.");
        if (parsed.GetValue(_onnxRuntime) is { } core)
            OnnxEnvironment.Folder = core;
        return new OnnxGraphOptions
        {
            IntraOpThreads = threads,
            Device = new ExecutionDeviceOptions
            {
                Device = device,
                DeviceId = id,
                CaptureGraph = parsed.GetValue(_cudaGraph),
                UseTf32 = parsed.GetValue(_tf32),
                TensorRtFloat16 = parsed.GetValue(_float16),
                CacheFolder = cache,
            },
        };
    }
}
