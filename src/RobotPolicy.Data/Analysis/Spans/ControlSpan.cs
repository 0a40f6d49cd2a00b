using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Timing;
using RobotPolicy.Data.Analysis.Measures;

namespace RobotPolicy.Data.Analysis.Spans;

/// <summary>Time in which mode and source of the command stayed the same.</summary>
/// <param name="StartNs">First tick of it, on the recording's monotonic clock.</param>
/// <param name="EndNs">First tick after it; the last tick of the log where it lasted until then.</param>
/// <param name="Mode">Who determined the command.</param>
/// <param name="Source">Where it came from.</param>
public readonly record struct ControlSpan(long StartNs, long EndNs, ControlMode Mode, CommandSource Source);
