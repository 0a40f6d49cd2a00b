using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference.Devices;

/// <summary>
/// The native libraries that a device takes: ONNX Runtime's own, which lie in the folder of its core and must be of the core's
/// build, and the vendor's, which the system's loader finds.
/// </summary>
public static class ProviderLibraries
{
    /// <summary>ONNX Runtime's core.</summary>
    public const string Core = "libonnxruntime.so";

    internal const string Bridge = "libonnxruntime_providers_shared.so";
    internal const string Cuda = "libonnxruntime_providers_cuda.so";
    internal const string TensorRt = "libonnxruntime_providers_tensorrt.so";

    private const string CudaRemedy = "install CUDA 13's run-time libraries and put their folder on LD_LIBRARY_PATH";
    private const string CudnnRemedy = "install cuDNN 9 for CUDA 13 and put its folder on LD_LIBRARY_PATH";
    private const string TensorRtRemedy = "install TensorRT 10 and put its folder on LD_LIBRARY_PATH";
    private const string DriverRemedy = "install NVIDIA's driver (580 or later); in a container, start it with the GPU passed in";
    private const string VulkanRemedy = "install a Vulkan loader (Debian: libvulkan1) and the GPU's Vulkan driver";

    private static readonly (string Name, string Remedy)[] CudaVendor =
    [
        ("libcuda.so.1", DriverRemedy),
        ("libcudart.so.13", CudaRemedy),
        ("libcublasLt.so.13", CudaRemedy),
        ("libcublas.so.13", CudaRemedy),
        ("libcurand.so.10", CudaRemedy),
        ("libcudnn.so.9", CudnnRemedy),
    ];

    private static readonly (string Name, string Remedy)[] TensorRtVendor =
    [
        ("libnvinfer.so.10", TensorRtRemedy),
        ("libnvonnxparser.so.10", TensorRtRemedy),
    ];

    private static readonly (string Name, string Remedy)[] VulkanVendor = [("libvulkan.so.1", VulkanRemedy)];

    /// <summary>ONNX Runtime's own libraries of a device.</summary>
    public static IReadOnlyList<string> Own(ExecutionDevice device) => device switch
    {
        ExecutionDevice.Cuda => [Bridge, Cuda],
        ExecutionDevice.TensorRt => [Bridge, Cuda, TensorRt],
        _ => [],
    };

    /// <summary>The vendor's libraries of a device with what to do where one is missing.</summary>
    public static IReadOnlyList<(string Name, string Remedy)> Vendor(ExecutionDevice device) => device switch
    {
        ExecutionDevice.Cuda => CudaVendor,
        ExecutionDevice.TensorRt => [.. CudaVendor, .. TensorRtVendor],
        ExecutionDevice.WebGpu => VulkanVendor,
        _ => [],
    };

    /// <summary>Own libraries that are missing in the core's folder.</summary>
    internal static IReadOnlyList<string> MissingOwn(ExecutionDevice device, string coreFolder) =>
        [.. Own(device).Where(name => !File.Exists(Path.Combine(coreFolder, name)))];

    /// <summary>
    /// Vendor's libraries that the loader does not find. They are loaded for it and stay loaded, so a broken one shows here: to
    /// be called only where the process may end.
    /// </summary>
    internal static IReadOnlyList<(string Name, string Remedy)> MissingVendor(ExecutionDevice device) =>
        [.. Vendor(device).Where(library => !NativeLibrary.TryLoad(library.Name, out _))];

    /// <summary>Makes the core in a folder the one that is loaded; before ONNX Runtime's first use.</summary>
    /// <exception cref="DllNotFoundException">The folder has no core.</exception>
    internal static void UseCoreOf(string folder)
    {
        var core = Path.Combine(folder, Core);
        if (!File.Exists(core))
            throw new DllNotFoundException(
                $"ONNX Runtime's native library {Core} is missing in {folder}, the folder named by {OnnxEnvironment.FolderVariable} or an option. "
                + "Put the core there with its providers, or name no folder to use the one beside the program.");

        OrtEnv.DisableDllImportResolver = true;
        NativeLibrary.SetDllImportResolver(
            typeof(OrtEnv).Assembly,
            (string name, Assembly _, DllImportSearchPath? _) => name == "onnxruntime" ? NativeLibrary.Load(core) : IntPtr.Zero);
    }
}
