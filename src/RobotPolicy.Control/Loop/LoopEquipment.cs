using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Loop;

/// <summary>A policy as the loop uses it: what it needs, where its chunks come from, and how they are joined.</summary>
/// <param name="Policy">The policy's data.</param>
/// <param name="Binding">Which joints and cameras it needs.</param>
/// <param name="Inference">Where chunks come from.</param>
/// <param name="Executor">Joins them; used by the control thread alone.</param>
public sealed record LoopEquipment(PolicySpec Policy, PolicyBinding Binding, IInference Inference, IChunkExecutor Executor);
