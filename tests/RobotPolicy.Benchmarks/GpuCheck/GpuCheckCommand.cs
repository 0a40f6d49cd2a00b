using System.CommandLine;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Benchmarks.GpuCheck;

/// <summary>The command <c>gpu-check</c>.</summary>
internal static class GpuCheckCommand
{
    public static Command Create()
    {
        var device = new Option<string>("--device") { Description = "cuda, tensorrt, webgpu, or cpu to check the check.", DefaultValueFactory = _ => "cuda" };
        device.AcceptOnlyFromAmong([.. Enum.GetValues<ExecutionDevice>().Select(ExecutionDeviceOptions.NameOf)]);
        var id = new Option<int>("--device-id") { Description = "Number of the GPU.", DefaultValueFactory = _ => 0 };
        var precisions = new Option<string[]>("--precisions") { Description = "Of fp32, tf32, fp16.", DefaultValueFactory = _ => ["fp32", "tf32", "fp16"], AllowMultipleArgumentsPerToken = true };
        precisions.AcceptOnlyFromAmong("fp32", "tf32", "fp16");
        var batches = new Option<int[]>("--batches") { Description = "Observations in one run.", DefaultValueFactory = _ => [1, 32], AllowMultipleArgumentsPerToken = true };
        var small = new Option<bool>("--small") { Description = "Small networks: checks the check, not the GPU." };
        var seconds = new Option<double>("--case-seconds") { Description = "Time of one case.", DefaultValueFactory = _ => 2 };
        var runs = new Option<int>("--min-runs") { Description = "Timed runs of one case at least.", DefaultValueFactory = _ => 30 };
        var python = new Option<string>("--python") { Description = "Python with PyTorch; empty for no comparison.", DefaultValueFactory = _ => "python3" };
        var torchSeconds = new Option<double>("--torch-seconds") { Description = "Time for PyTorch, compilation included.", DefaultValueFactory = _ => 240 };
        var folder = new Option<string?>("--onnxruntime") { Description = "Folder with ONNX Runtime's core and providers." };
        var output = new Option<FileInfo>("--output") { Description = "Where every latency goes, as JSON.", DefaultValueFactory = _ => new FileInfo("gpu-check.json") };
        var command = new Command("gpu-check", "Models on a GPU against the CPU's numbers and PyTorch's times. Exit code 77: no GPU, nothing checked.")
        {
            device, id, precisions, batches, small, seconds, runs, python, torchSeconds, folder, output,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(folder) is { } named)
                OnnxEnvironment.Folder = named;
            ExecutionDeviceOptions.TryParse(parsed.GetValue(device), out var kind);
            return new GpuCheckProgram(
                new GpuCheckOptions
                {
                    Device = new ExecutionDeviceOptions { Device = kind, DeviceId = parsed.GetValue(id) },
                    Precisions = parsed.GetValue(precisions)!,
                    Batches = parsed.GetValue(batches)!,
                    Small = parsed.GetValue(small),
                    CaseTime = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                    MinRuns = Math.Max(1, parsed.GetValue(runs)),
                    Python = parsed.GetValue(python)!,
                    TorchTime = TimeSpan.FromSeconds(parsed.GetValue(torchSeconds)),
                    Output = parsed.GetValue(output)!.FullName,
                },
                Console.Out).Run();
        });
        return command;
    }
}
