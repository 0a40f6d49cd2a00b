namespace RobotPolicy.Control.Model;

/// <summary>One of the primitives that a policy's selector chooses from. Immutable.</summary>
/// <param name="Name">Its name, unique within the package.</param>
/// <param name="Goal">What the policy is told to reach, in words.</param>
/// <param name="TimeLimitSeconds">Seconds of execution after which it is done in any case; 0 for none.</param>
public sealed record PrimitiveSpec(string Name, string Goal, double TimeLimitSeconds);
