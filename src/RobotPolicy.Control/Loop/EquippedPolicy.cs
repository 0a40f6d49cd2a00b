using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Loop;

/// <summary>A policy made ready outside the control thread, so that the tick that takes it over only exchanges references.</summary>
internal sealed class EquippedPolicy
{
    public EquippedPolicy(LoopEquipment equipment, RobotDescription robot, ControlLoopOptions options)
    {
        var leadNs = robot.Joints.Max(joint => joint.CommandLatency.ToNanoseconds());
        Schedule = new ScheduleStage(equipment.Inference, equipment.Executor, leadNs, options);
        Correction = equipment.Correction;
        MaxResiduals = [.. Correction?.MaxResiduals ?? []];
        if (Correction is not null && (MaxResiduals.Length != robot.Joints.Count || !MaxResiduals.All(limit => limit >= 0 && double.IsFinite(limit))))
            throw new ArgumentException($"Expected a finite limit of the residual for each of {robot.Joints.Count} joints.", nameof(equipment));
        HasMonitor = equipment.HasMonitor;
        Cameras = [.. equipment.Binding.Cameras];
        CameraTimeoutsNs = [.. Cameras.Select(camera => robot.Cameras[camera].Timeout.ToNanoseconds())];
    }

    public ScheduleStage Schedule { get; }

    public PolicyCorrection? Correction { get; }

    public double[] MaxResiduals { get; }

    public bool HasMonitor { get; }

    public int[] Cameras { get; }

    public long[] CameraTimeoutsNs { get; }
}
