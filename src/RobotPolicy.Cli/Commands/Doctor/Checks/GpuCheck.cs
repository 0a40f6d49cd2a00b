using System.Globalization;
using System.Text.RegularExpressions;
using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>NVIDIA's driver and the GPUs that it shows.</summary>
internal sealed partial class GpuCheck : ICheck
{
    /// <summary>Oldest driver that carries CUDA 13.</summary>
    public const int OldestDriver = 580;

    private const string Name = "GPU";
    private const string Gpus = "/proc/driver/nvidia/gpus";
    private const string VersionFile = "/proc/driver/nvidia/version";

    /// <summary>Whether NVIDIA's driver runs here.</summary>
    public static bool IsPresent(Machine machine) => machine.Files.Exists(VersionFile);

    public IEnumerable<Finding> Look(Machine machine)
    {
        var isWanted = machine.Device is ExecutionDevice.Cuda or ExecutionDevice.TensorRt;
        if (!IsPresent(machine))
        {
            return
            [
                isWanted
                    ? new Finding(
                        Name,
                        CheckState.Problem,
                        "no NVIDIA driver",
                        $"Policies are to run on an NVIDIA GPU. Install driver {OldestDriver} or later; in a container, pass the GPU in.",
                        machine.IsContainer ? "docker run --gpus all …" : "sudo apt-get install nvidia-driver")
                    : Finding.NotApplicable(Name, "no NVIDIA driver; policies run on the processor"),
            ];
        }

        var models = machine.Files.List(Gpus)
            .Select(gpu => machine.Files.ReadField($"{Gpus}/{gpu}/information", "Model") ?? "unnamed")
            .GroupBy(model => model)
            .Select(model => model.Count() == 1 ? model.Key : $"{model.Count()} × {model.Key}")
            .ToList();
        var driver = Driver().Match(machine.Files.Read(VersionFile) ?? "");
        var found = $"{(models.Count > 0 ? string.Join(", ", models) : "model not shown")}, driver {(driver.Success ? driver.Groups[1].Value : "not shown")}";
        var isOld = driver.Success && int.Parse(driver.Groups[1].Value.Split('.')[0], CultureInfo.InvariantCulture) < OldestDriver;
        return
        [
            isOld
                ? new Finding(
                    Name,
                    isWanted ? CheckState.Problem : CheckState.Advice,
                    found,
                    $"CUDA 13 takes driver {OldestDriver} or later.",
                    machine.IsContainer ? "" : "sudo apt-get install nvidia-driver")
                : Finding.Ok(Name, found),
        ];
    }

    [GeneratedRegex(@"Kernel Module(?: for \S+)?\s+(\d{1,5}(?:\.\d+)*)")]
    private static partial Regex Driver();
}
