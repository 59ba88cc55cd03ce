//! The protocol, compiled from the files that come with the client.

pub mod google {
    pub mod rpc {
        tonic::include_proto!("google.rpc");
    }
}

pub mod event_store {
    pub mod client {
        tonic::include_proto!("event_store.client");

        pub mod gossip {
            tonic::include_proto!("event_store.client.gossip");
        }

        pub mod server_features {
            tonic::include_proto!("event_store.client.server_features");
        }

        #[expect(clippy::large_enum_variant, reason = "generated")]
        pub mod streams {
            tonic::include_proto!("event_store.client.streams");
        }
    }
}
