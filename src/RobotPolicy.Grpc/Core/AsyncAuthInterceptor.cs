namespace Grpc.Core;

/// <summary>Adds the credentials of a call to its metadata. An exception ends the call with <see cref="StatusCode.Internal"/>,
/// an <see cref="RpcException"/> with its own status.</summary>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);
