using System.Globalization;
using System.Text;

namespace RobotPolicy.Benchmarks.Service;

/// <summary>A hardware profile with as many joints and cameras as are wanted, as a file that is deleted with the object.</summary>
internal sealed class GeneratedProfile : IDisposable
{
    /// <summary>Writes it.</summary>
    public GeneratedProfile(int joints, int cameras)
    {
        File = Path.Combine(Path.GetTempPath(), $"robotpolicy-bench-{Environment.ProcessId}-{joints}-{cameras}.yaml");
        var text = new StringBuilder("""
            robot: generated
            stamps: header
            joint_states:
              topic: /joint_states
              timeout_s: 1
            command:
              type: forward_position
              topic: /forward_position_controller/commands
            joints:

            """);
        for (var i = 0; i < joints; i++)
            text.AppendLine(CultureInfo.InvariantCulture, $"  - {{name: joint{i}, type: revolute, max_tracking_error: 1}}");
        text.AppendLine("joint_limits:");
        for (var i = 0; i < joints; i++)
            text.AppendLine(CultureInfo.InvariantCulture, $$"""
                  joint{{i}}: {has_position_limits: true, min_position: -2, max_position: 2, has_velocity_limits: true, max_velocity: 2, has_acceleration_limits: true, max_acceleration: 10}
                """);
        text.AppendLine(cameras == 0 ? "cameras: []" : "cameras:");
        for (var i = 0; i < cameras; i++)
            text.AppendLine(CultureInfo.InvariantCulture, $"  - {{name: camera{i}, topic: /camera{i}/image_raw, timeout_s: 1}}");
        System.IO.File.WriteAllText(File, text.ToString());
    }

    /// <summary>Its path.</summary>
    public string File { get; }

    /// <inheritdoc/>
    public void Dispose() => System.IO.File.Delete(File);
}
