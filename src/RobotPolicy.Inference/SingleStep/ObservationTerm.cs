namespace RobotPolicy.Inference.SingleStep;

/// <summary>One term of an observation vector.</summary>
/// <param name="Name">Name in the metadata.</param>
/// <param name="Kind">Where its numbers come from.</param>
/// <param name="Size">How many there are.</param>
/// <param name="Scale">Factor on each of them.</param>
internal sealed record ObservationTerm(string Name, ObservationTermKind Kind, int Size, double Scale);
