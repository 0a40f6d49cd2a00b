using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Loop;

/// <summary>A policy made ready outside the control thread, so that the tick that takes it over only exchanges references.</summary>
internal sealed class EquippedPolicy
{
    public EquippedPolicy(LoopEquipment equipment, RobotDescription robot, ControlLoopOptions options)
    {
        Schedule = new ScheduleStage(equipment.Inference, equipment.Executor, options);
        Cameras = [.. equipment.Binding.Cameras];
        CameraTimeoutsNs = [.. Cameras.Select(camera => robot.Cameras[camera].Timeout.ToNanoseconds())];
    }

    public ScheduleStage Schedule { get; }

    public int[] Cameras { get; }

    public long[] CameraTimeoutsNs { get; }
}
