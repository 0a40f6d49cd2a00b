using RobotPolicy.Inference.Failure.Rollouts;

namespace RobotPolicy.Server.Operations.Rollouts;

/// <summary>Where the calls of a loaded policy are kept until its task is over.</summary>
/// <param name="Collector">Memory for one episode, filled by the inference thread.</param>
/// <param name="Package">Name of the package.</param>
/// <param name="PackageHash">Hash of the policy as it is loaded.</param>
public sealed record RolloutSource(RolloutCollector Collector, string Package, string PackageHash)
{
    /// <summary>Most memory that the calls of one episode take, in bytes; later ones are counted.</summary>
    public const long MaxBytes = 64L << 20;
}
