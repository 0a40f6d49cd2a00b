using RobotPolicy.Data.Bags.Definitions;

namespace RobotPolicy.Data.Bags.Decoding;

/// <summary>One field of a message.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, with the array if it is one.</param>
/// <param name="Nested">The message that it is, or that its elements are; null for a primitive type.</param>
internal sealed record FieldLayout(string Name, FieldType Type, MessageLayout? Nested);
