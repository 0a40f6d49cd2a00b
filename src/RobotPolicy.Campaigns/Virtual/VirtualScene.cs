using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Loop;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>What an operator of an episode in virtual time can see and reach.</summary>
/// <param name="Gym">The simulator, whose truth a human sees.</param>
/// <param name="Loop">The loop.</param>
/// <param name="Human">Where a human's frames go.</param>
/// <param name="Clock">Virtual time.</param>
internal sealed record VirtualScene(SimulatorGym Gym, ControlLoop Loop, HumanInput Human, VirtualClock Clock);
