namespace RobotPolicy.Ros.Messages;

/// <summary><c>std_msgs/msg/MultiArrayDimension</c>.</summary>
/// <param name="Label">Name of the dimension.</param>
/// <param name="Size">Elements along it.</param>
/// <param name="Stride">Elements from one index to the next of the dimension above.</param>
public readonly record struct MultiArrayDimension(string Label, uint Size, uint Stride);
