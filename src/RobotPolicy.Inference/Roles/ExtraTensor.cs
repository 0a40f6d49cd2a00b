namespace RobotPolicy.Inference.Roles;

/// <summary>One further output of a policy's graphs. Its memory is filled by every inference; the inference thread reads it.</summary>
/// <param name="Name">Name of the output.</param>
/// <param name="Role">What it is, as the package says: embedding, frames, plan_text, ….</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">Its numbers; empty where it holds ids.</param>
/// <param name="Ids">Its whole numbers, such as ids of tokens; empty where it holds numbers.</param>
public sealed record ExtraTensor(string Name, string Role, IReadOnlyList<long> Shape, ReadOnlyMemory<float> Values, ReadOnlyMemory<long> Ids);
