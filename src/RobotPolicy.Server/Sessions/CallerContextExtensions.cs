using Grpc.Core;

namespace RobotPolicy.Server.Sessions;

/// <summary>Reaches the caller from a service's method.</summary>
public static class CallerContextExtensions
{
    private static readonly object Key = typeof(ICallerContext);

    /// <summary>Who calls.</summary>
    /// <exception cref="InvalidOperationException">The call did not come through <see cref="AccessInterceptor"/>.</exception>
    public static ICallerContext GetCaller(this ServerCallContext context) => context.UserState.TryGetValue(Key, out var value)
        ? (ICallerContext)value
        : throw new InvalidOperationException("The call came past the access check.");

    internal static void SetCaller(this ServerCallContext context, ICallerContext caller) => context.UserState[Key] = caller;
}
