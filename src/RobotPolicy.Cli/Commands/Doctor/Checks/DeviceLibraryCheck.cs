using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>What computing on a GPU takes: the vendor's libraries, and ONNX Runtime's providers beside its core.</summary>
internal sealed class DeviceLibraryCheck : ICheck
{
    private const string OwnRemedy = $"run `make setup GPU=1` and name its folder by --onnxruntime or {OnnxEnvironment.FolderVariable}";

    private static readonly ExecutionDevice[] Devices = [ExecutionDevice.Cuda, ExecutionDevice.TensorRt, ExecutionDevice.WebGpu];

    public IEnumerable<Finding> Look(Machine machine)
    {
        var finder = new LibraryFinder(machine);
        return Devices
            .Where(device => IsWanted(device, machine.Device) || HasDriver(machine, device))
            .Select(device => Look(machine, finder, device));
    }

    private static Finding Look(Machine machine, LibraryFinder finder, ExecutionDevice device)
    {
        var name = NameOf(device);
        var needed = Needed(device).ToList();
        var missing = needed.Where(each => finder.Find(each.Library, machine.OnnxRuntimeFolder) is null).ToList();
        if (missing.Count == 0)
            return Finding.Ok(name, $"all {needed.Count} libraries");
        var remedies = missing.GroupBy(each => each.Remedy, each => each.Library).Select(group => $"{string.Join(", ", group)}: {group.Key}");
        return new Finding(
            name,
            IsWanted(device, machine.Device) ? CheckState.Problem : CheckState.Advice,
            $"{missing.Count} of {needed.Count} libraries missing",
            $"--device {ExecutionDeviceOptions.NameOf(device)} needs them all.\n{string.Join('\n', remedies)}");
    }

    /// <summary>What a device needs itself: what TensorRT leaves to CUDA is told with CUDA.</summary>
    private static IEnumerable<(string Library, string Remedy)> Needed(ExecutionDevice device)
    {
        var all = ProviderLibraries.Vendor(device).Concat(ProviderLibraries.Own(device).Select(library => (library, OwnRemedy)));
        return device == ExecutionDevice.TensorRt ? all.Except(Needed(ExecutionDevice.Cuda)) : all;
    }

    private static string NameOf(ExecutionDevice device) => device switch
    {
        ExecutionDevice.Cuda => "CUDA",
        ExecutionDevice.TensorRt => "TensorRT",
        _ => "Vulkan",
    };

    // TensorRT leaves some operators to CUDA.
    private static bool IsWanted(ExecutionDevice device, ExecutionDevice wanted) =>
        device == wanted || (device == ExecutionDevice.Cuda && wanted == ExecutionDevice.TensorRt);

    private static bool HasDriver(Machine machine, ExecutionDevice device) => device == ExecutionDevice.WebGpu
        ? machine.Files.List("/dev/dri").Any(name => name.StartsWith("renderD", StringComparison.Ordinal))
        : GpuCheck.IsPresent(machine);
}
