using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>What computing on a GPU takes: the vendor's libraries, and ONNX Runtime's providers beside its core.</summary>
internal sealed class DeviceLibraryCheck : ICheck
{
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
        List<(string Library, string Remedy)> needed =
        [
            .. ProviderLibraries.Vendor(device),
            .. ProviderLibraries.Own(device).Select(library => (library, $"run `make setup GPU=1` and name its folder by --onnxruntime or {OnnxVariable}")),
        ];
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

    private static string OnnxVariable => Inference.Graphs.OnnxEnvironment.FolderVariable;

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
