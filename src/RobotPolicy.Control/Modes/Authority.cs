using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Timing;

namespace RobotPolicy.Control.Modes;

/// <summary>Who determines this tick's command, as the arbiter decided.</summary>
/// <param name="Source">Where the command comes from.</param>
/// <param name="NewEpoch">Whether an epoch begins: whatever was scheduled is thrown away.</param>
/// <param name="Seed">Whether the command restarts from the measured position at zero velocity.</param>
internal readonly record struct Authority(CommandSource Source, bool NewEpoch, bool Seed);
