using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Hardware;

/// <summary>One robot as its YAML file states it: joints, limits, cameras and topics. Immutable.</summary>
public sealed record HardwareProfile
{
    /// <summary>Joints, limits and cameras.</summary>
    public required RobotDescription Robot { get; init; }

    /// <summary>Topics of joint states; every joint is on exactly one. Robots of one arm have one, with two arms often two.</summary>
    public required IReadOnlyList<JointTopic> JointStates { get; init; }

    /// <summary>Topics of commands; every joint is on exactly one.</summary>
    public required IReadOnlyList<CommandTopic> Commands { get; init; }

    /// <summary>Which time messages are dated by.</summary>
    public StampSource Stamps { get; init; }

    /// <summary>Topics that can stop the arm; none unless told.</summary>
    public IReadOnlyList<StopInputDescription> StopInputs { get; init; } = [];

    /// <summary>The topic by which a human can take over; none unless told.</summary>
    public InterventionDescription? Intervention { get; init; }

    /// <summary>Topics that observations are made of: joint states, then cameras.</summary>
    public IEnumerable<string> ObservedTopics => [.. JointStates.Select(joints => joints.Topic), .. Robot.Cameras.Select(camera => camera.Topic)];
}
