using RobotPolicy.Control.Intervention;

namespace RobotPolicy.Server.Operations.Intervention;

/// <summary>One command of a human as a client sent it, not checked yet.</summary>
/// <param name="Kind">What the values are.</param>
/// <param name="Field">Path of the values, for errors.</param>
/// <param name="Values">Values: rad, m, rad/s or m/s.</param>
/// <param name="NamesField">Path of the names, for errors.</param>
/// <param name="Joints">Joints that they are for; empty for all.</param>
/// <param name="Engaged">Whether the dead-man switch is closed.</param>
/// <param name="Sequence">Counted by the client from 1, or 0.</param>
public readonly record struct HumanCommandFrame(
    HumanFrameKind Kind,
    string Field,
    IReadOnlyList<double> Values,
    string NamesField,
    IReadOnlyList<string> Joints,
    bool Engaged,
    ulong Sequence);
